namespace DepthCompress.Fuzz;

/// <summary>Images and labels in two files of the IDX form; here both lie in one, behind the length of the first.</summary>
internal sealed class IdxFormat : FuzzFormat
{
    public override string Name => "idx";

    public override IEnumerable<byte[]> Seeds =>
    [
        Together([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 3, .. new byte[18]], [0, 0, 8, 1, 0, 0, 0, 2, 1, 2]),
        Together([0, 0, 8, 4, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, .. new byte[12]], [0, 0, 8, 1, 0, 0, 0, 1, 7]),
        Together(DataFormat.Packed([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4]), [0, 0, 8, 1, 0, 0, 0, 1, 9]),
    ];

    public override string Load(byte[] bytes, string scratch)
    {
        var folder = Directory.CreateDirectory(scratch + ".idx").FullName;
        var first = bytes.Length is 0 ? 0 : Math.Min(bytes[0], bytes.Length - 1);
        File.WriteAllBytes(Path.Combine(folder, "t10k-images-idx3-ubyte"), bytes.Length is 0 ? [] : bytes[1..(first + 1)]);
        File.WriteAllBytes(Path.Combine(folder, "t10k-labels-idx1-ubyte"), bytes.Length is 0 ? [] : bytes[(first + 1)..]);
        return DataFormat.ReadAll($"idx:{folder}");
    }

    private static byte[] Together(byte[] images, byte[] labels) => [(byte)images.Length, .. images, .. labels];
}

using System.Buffers.Binary;
using System.Text;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Fuzz;

/// <summary>Images in one file.</summary>
/// <param name="name">The format.</param>
/// <param name="extension">How such a file ends.</param>
/// <param name="source">How it is named as data, with a place for the path.</param>
internal sealed class DataFormat(string name, string extension, string source) : FuzzFormat
{
    public override string Name => name;

    public override IEnumerable<byte[]> Seeds => name switch
    {
        "npy" => [Npy("<f4", "2, 3, 2, 2", 96), Npy("|u1", "2, 4, 4", 32), Npy("<i8", "3, 5", 120), Npy("<f2", "1, 8", 16)],
        "cifar100" => [Records(2, 3074), Packed(Records(2, 3074))],
        "cifar10" => [Records(2, 3073), Packed(Records(2, 3073))],
        _ => [Records(3, 49), Packed(Records(3, 49))],
    };

    public override string Load(byte[] bytes, string scratch)
    {
        var path = $"{scratch}.{extension}";
        File.WriteAllBytes(path, bytes);
        return ReadAll(string.Format(null, source, path));
    }

    /// <summary>Opens a source, and reads some of its images.</summary>
    public static string ReadAll(string text)
    {
        var images = DataSources.Open(text);
        var pixels = new float[images.Shape.Length];
        for (var i = 0; i < Math.Min(images.Count, 4); i++)
        {
            images.Read(i, pixels);
            images.Label(i);
        }

        return $"{images.Count > 0} {images.HasLabels}";
    }

    /// <summary>With gzip, as data sets are handed out.</summary>
    public static byte[] Packed(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var packing = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Fastest))
        {
            packing.Write(bytes);
        }

        return stream.ToArray();
    }

    private static byte[] Records(int count, int length) => [.. Enumerable.Range(0, count * length).Select(i => (byte)(i % length % 10))];

    private static byte[] Npy(string type, string shape, int bytes)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}\n";
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(text), .. new byte[bytes]];
    }
}

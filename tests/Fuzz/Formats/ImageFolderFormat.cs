namespace DepthCompress.Fuzz;

/// <summary>A folder of images: the first bytes say what the tree looks like, the rest is a file in it.</summary>
internal sealed class ImageFolderFormat : FuzzFormat
{
    private const int Shape = 3;
    private static readonly string[] Names = ["cat", "\u001b[31mred", "line\nfeed", "..cat", " ", "\u202ecat", "train", "test", "val", "cat.png", "ü", "%s{0}"];
    private readonly ImageFormat images = new();

    public override string Name => "imagefolder";

    public override IEnumerable<byte[]> Seeds => images.Seeds.Select(byte[] (image, number) => [(byte)number, (byte)(number * 37), 0, .. image]);

    public override string Load(byte[] bytes, string scratch)
    {
        var root = scratch + ".folder";
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }

        Directory.CreateDirectory(root);
        var (first, second, third) = (At(0), At(1), At(2));
        for (var number = 0; number < 1 + (first % 3); number++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, Names[(second + number) % Names.Length])).FullName;
            Fill(folder, second + number, bytes.Length > Shape ? bytes[Shape..] : []);
        }

        if ((third & 1) is 1)
        {
            Directory.CreateSymbolicLink(Path.Combine(root, "again"), root);
        }

        return DataFormat.ReadAll($"imagefolder:{root}{((third & 2) is 2 ? "?size=8" : "")}");

        int At(int index) => index < bytes.Length ? bytes[index] : 0;
    }

    public override byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        byte[] shape = [(byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)];
        return [.. shape, .. images.Change(Tail(bytes), Tail(other), random)];
    }

    private static byte[] Tail(byte[] bytes) => bytes.Length > Shape ? bytes[Shape..] : [];

    private static void Fill(string folder, int kind, byte[] image)
    {
        var below = (kind & 4) is 4 ? Directory.CreateDirectory(Path.Combine(folder, string.Join('/', Enumerable.Repeat("deep", 12)))).FullName : folder;
        File.WriteAllBytes(Path.Combine(below, (kind & 8) is 8 ? "one.PNG" : "one.jpg"), image);
        if ((kind & 16) is 16)
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, "loop"), folder);
            Directory.CreateSymbolicLink(Path.Combine(folder, "loop2"), folder);
        }

        if ((kind & 32) is 32)
        {
            File.CreateSymbolicLink(Path.Combine(folder, "self.png"), Path.Combine(folder, "self.png"));
        }

        if ((kind & 64) is 64)
        {
            File.CreateSymbolicLink(Path.Combine(folder, "zero.jpg"), "/dev/zero");
        }
    }
}

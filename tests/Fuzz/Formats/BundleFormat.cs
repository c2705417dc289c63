using System.IO.Compression;
using System.Security.Cryptography;
using DepthCompress.GraphIR;

namespace DepthCompress.Fuzz;

/// <summary>Networks for another device: an archive with a manifest.</summary>
internal sealed class BundleFormat : FuzzFormat
{
    private const string Signature = "0123456789abcdef0123456789abcdef";

    public override string Name => "bundle";

    public override IEnumerable<byte[]> Seeds => [Make()];

    public override string Load(byte[] bytes, string scratch)
    {
        File.WriteAllBytes(scratch, bytes);
        using var bundle = Bundle.Open(scratch);
        bundle.Unpack(CancellationToken.None);
        return $"{bundle.Networks[0].Make().Graph.Nodes.Length}";
    }

    /// <summary>Now the archive, now the manifest in it.</summary>
    public override byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        if (random.Next(2) == 0)
        {
            return base.Change(bytes, other, random);
        }

        try
        {
            using var memory = new MemoryStream();
            memory.Write(bytes);
            using (var archive = new ZipArchive(memory, ZipArchiveMode.Update, leaveOpen: true))
            {
                var old = archive.GetEntry(BundleFiles.Manifest)!;
                var manifest = new byte[old.Length];
                using (var reading = old.Open())
                {
                    reading.ReadExactly(manifest);
                }

                old.Delete();
                Add(archive, BundleFiles.Manifest, JsonMutator.Change(manifest, manifest, random));
            }

            return memory.ToArray();
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or NullReferenceException)
        {
            return base.Change(bytes, other, random);
        }
    }

    private static byte[] Make()
    {
        using var weights = new MemoryStream();
        var graph = new Runtime.Zoo.ResidualNetwork { Input = new(3, 8, 8), Width = 4, Blocks = 1 }.Build();
        var network = OnnxWriter.ToBytes(graph, new SharedTensors(weights, BundleFiles.Weights));
        var manifest = new BundleManifest
        {
            Schema = BundleManifest.CurrentSchema,
            Tool = "1",
            Model = "m",
            Provider = "cpu",
            Threads = 1,
            OptimizationLevel = "all",
            MeasureSeconds = 3,
            WeightBytes = weights.Length,
            WeightDigest = DigestOf(weights.ToArray()),
            Networks = [new BundleNetwork(Signature, "text", network.Length, DigestOf(network), [new BundleInput("f32", [1, 3, 8, 8])])],
        };
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, BundleFiles.Of(manifest.Networks[0]), network);
            Add(archive, $"{BundleFiles.Networks}/{BundleFiles.Weights}", weights.ToArray());
            Add(archive, BundleFiles.Manifest, BundleFiles.Format(manifest));
        }

        return memory.ToArray();
    }

    private static void Add(ZipArchive archive, string name, byte[] bytes)
    {
        using var stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(bytes);
    }

    private static string DigestOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

using Google.Protobuf;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Files that were damaged at random are read or refused; nothing else happens.</summary>
public sealed class OnnxMutationTests
{
    private static readonly ImmutableArray<byte[]> Sound =
    [
        OnnxEverything.Model().ToByteArray(),
        OnnxSample.Branching().ToByteArray(),
        OnnxSample.Chain().ToByteArray(),
        OnnxSample.WithConstant(OnnxSample.Floats("w", 4)).ToByteArray(),
        .. OperatorExamples.All.Select(example => OnnxWriter.ToBytes(example.Graph)),
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void DamagedFilesAreReadOrRefused(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            ReadOrRefuse(Damage(Sound[random.Next(Sound.Length)], random));
        }
    }

    [Fact]
    public void FilesCutOffAnywhereAreRefused()
    {
        var bytes = OnnxSample.Branching().ToByteArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(ReadOrRefuse(bytes[..length]) && length < 0.9 * bytes.Length, $"the first {length} bytes were read");
        }
    }

    private static bool ReadOrRefuse(byte[] bytes)
    {
        try
        {
            var model = OnnxReader.Read(bytes, new DiagnosticSink());
            OnnxWriter.ToBytes(model);
            OnnxWriter.ToBytes(OnnxAssert.Rebuilt(model));
            OnnxWriter.ToBytes(model.Graph);
            return true;
        }
        catch (DiagnosticException refused)
        {
            Assert.StartsWith("DC1", refused.Diagnostic.Descriptor.Code, StringComparison.Ordinal);
            return false;
        }
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var damaged = random.Next(4) is 0 ? bytes[..random.Next(bytes.Length)] : [.. bytes];
        for (var change = random.Next(4); change >= 0 && damaged.Length > 0; change--)
        {
            var at = random.Next(damaged.Length);
            damaged = random.Next(3) switch
            {
                0 => [.. damaged[..at], (byte)random.Next(256), .. damaged[at..]],
                1 => [.. damaged[..at], .. damaged[(at + 1)..]],
                _ => [.. damaged[..at], (byte)random.Next(256), .. damaged[(at + 1)..]],
            };
        }

        return damaged;
    }
}

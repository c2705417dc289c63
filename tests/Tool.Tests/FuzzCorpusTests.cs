using DepthCompress.Fuzz;

namespace DepthCompress.Tool.Tests;

/// <summary>Every file of the corpus, those that once were faults among them, and some changes of every sound file, are read or refused.</summary>
public sealed class FuzzCorpusTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("depthcompress-fuzz-");

    private const int Changes = 60;

    public static TheoryData<string> Formats => [.. FuzzFormats.All.Select(format => format.Name)];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Formats))]
    public void TheCorpusIsReadOrRefused(string name)
    {
        var files = Corpus.Paths(name).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path))).ToList();

        Assert.All(files, file => AssertSound(FuzzFormats.Of(name), file.Item2, file.Item1));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void ChangedFilesAreReadOrRefused(string name)
    {
        var format = FuzzFormats.Of(name);
        ImmutableArray<byte[]> seeds = [.. format.Seeds];
        for (var seed = 0; seed < Changes; seed++)
        {
            var random = new Random(seed);
            AssertSound(format, format.Change(seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)], random), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void EverySeedIsSound(string name)
    {
        var format = FuzzFormats.Of(name);

        Assert.Contains(format.Seeds, seed => Loading.Of(format, seed, Path.Combine(folder.FullName, "file")).Kind is LoadKind.Accepted);
    }

    private void AssertSound(FuzzFormat format, byte[] bytes, string what)
    {
        var result = Loading.Of(format, bytes, Path.Combine(folder.FullName, "file"));

        Assert.False(result.IsFault, $"{what}: {result.Kind} {result.Signature}\n{result.Problem}");
    }
}

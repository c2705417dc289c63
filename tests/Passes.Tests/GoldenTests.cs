using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "Passes.Tests", "Golden");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.dcir", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => Path.GetRelativePath(Folder, file))];

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Files))]
    public void Golden(string file) => new GoldenRunner(new OrtExecutor()).Check(Path.Combine(Folder, file));

    [Fact]
    public void EveryPassIsShownApplyingAndDeclining()
    {
        foreach (var (name, _) in PassCatalog.All)
        {
            var goldens = Directory.EnumerateFiles(Path.Combine(Folder, name), "*.dcir").Select(GoldenFile.Read).ToList();

            Assert.True(goldens.Exists(golden => golden.After is not null), $"no golden shows what {name} does");
            Assert.True(goldens.Exists(golden => golden.After is null), $"no golden shows what {name} leaves alone");
        }
    }
}

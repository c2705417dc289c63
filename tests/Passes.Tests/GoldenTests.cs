using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "Passes.Tests", "Golden");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.dcir", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => Path.GetRelativePath(Folder, file))];

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Files))]
    public void Golden(string file) => new GoldenRunner(new OrtExecutor()).Check(Path.Combine(Folder, file));
}

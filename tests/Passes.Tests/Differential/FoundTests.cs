using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>
/// What differential fuzzing found, each as the smallest network that showed it and the name of what was done to it: nothing of it may come
/// back. Networks that are too large to be read, or hold graphs of their own, are named by their seeds.
/// </summary>
public sealed class FoundTests
{
    private const string Variant = "# variant: ";

    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "Passes.Tests", "Differential", "Found");

    private static readonly OrtExecutor Executor = new(new OrtSettings { Threads = 1, Optimization = OrtOptimization.None });

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.dcir").Order(StringComparer.Ordinal).Select(file => Path.GetFileName(file))];

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Files))]
    public void IsRightNow(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        var variant = text.Split('\n').Single(line => line.StartsWith(Variant, StringComparison.Ordinal))[Variant.Length..];
        var network = GraphParser.Parse(text);

        Assert.NotNull(new VariantMaker(Executor).Make(variant, network));
        Assert.Null(new DifferentialCheck(Executor).KindOf(variant, network));
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(679, "relax:679")]
    [InlineData(1521, "passes:optimize")]
    [InlineData(2013, "relax:2013")]
    [InlineData(4002, "passes:restore-normalization")]
    [InlineData(5374, "passes:restore-normalization")]
    [InlineData(5535, "relax:5535")]
    [InlineData(52221, "passes:fold-channelwise,restore-normalization")]
    [InlineData(52816, "passes:fold-channelwise")]
    [InlineData(53194, "relax:53194")]
    [InlineData(57475, "relax:57475")]
    [InlineData(41183, "narrow:41183")]
    [InlineData(58975, "narrow:58975")]
    [InlineData(68090, "plan:68090")]
    [InlineData(78880, "plan:78880")]
    [InlineData(1485, "compose:1485")]
    [InlineData(91346, "compose:91346")]
    [InlineData(35342, "passes:restore-normalization")]
    [InlineData(68007, "passes:restore-normalization")]
    [InlineData(75612, "passes:optimize")]
    [InlineData(78432, "passes:restore-normalization")]
    [InlineData(79529, "passes:restore-normalization")]
    [InlineData(79833, "relax:79833")]
    [InlineData(79833, "compose:79833")]
    [InlineData(85873, "passes:restore-normalization")]
    [InlineData(87103, "passes:optimize")]
    [InlineData(98117, "relax:98117")]
    [InlineData(98117, "compose:98117")]
    [InlineData(98117, "narrow:98117")]
    public void ASeedIsRightNow(int seed, string variant)
    {
        var network = RandomNetwork.Of(seed);

        Assert.NotNull(new VariantMaker(Executor).Make(variant, network));
        Assert.Null(new DifferentialCheck(Executor).KindOf(variant, network));
    }
}

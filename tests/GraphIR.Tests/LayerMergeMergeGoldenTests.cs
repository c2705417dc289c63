using System.Text.Json;

namespace DepthCompress.GraphIR.Tests;

/// <summary>The merge vectors of LayerMerge: segments with dropped convolutions and folded skips, to 1e-8.</summary>
public sealed class LayerMergeMergeGoldenTests
{
    private const string File = "layermerge-dp.json";
    private const string Section = "merge";
    private const double Tolerance = 1e-8;

    public static TheoryData<string> Cases => GoldenSegment.Names(File, Section, "id");

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(Cases))]
    public void Golden_relaxed_segments_merge(string id)
    {
        var entry = GoldenSegment.Find(File, Section, "id", id);
        var input = GoldenSegment.Feature(entry.GetProperty("input"), GoldenSegment.Sizes(entry.GetProperty("input_shape")));
        var segment = GoldenSegment.Tree(Layers(entry), GoldenSegment.Skips(entry.GetProperty("skips")), input.Shape[1]);
        var merged = segment.Compose(BorderRule.PaddingInFront).Kernel!;
        var stated = entry.GetProperty("merged");
        Assert.Equal(Dims.Repeat(stated.GetProperty("k").GetInt32(), 2), merged.Window.KernelShape);
        Assert.Equal(Dims.Repeat(stated.GetProperty("stride").GetInt32(), 2), merged.Window.Strides);
        Assert.Equal(Dims.Repeat(stated.GetProperty("pad").GetInt32(), 4), merged.Window.Pads);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(stated.GetProperty("weight")), GoldenSegment.Dense(merged), Tolerance);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(stated.GetProperty("bias")), merged.Bias, Tolerance);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("output")), merged.Apply(input), Tolerance);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("output")), segment.MovePaddingToFront().Apply(input), Tolerance);
    }

    /// <summary>A convolution that was dropped is null.</summary>
    private static ConvKernel?[] Layers(JsonElement entry) => [.. entry.GetProperty("layers").EnumerateArray().Select(layer =>
    {
        int Of(string name) => layer.GetProperty(name).GetInt32();
        return layer.GetProperty("kept").GetBoolean()
            ? GoldenSegment.Convolution(
                GoldenSegment.Numbers(layer.GetProperty("weight")), [Of("cout"), Of("cin") / Of("groups"), Of("k"), Of("k")], null,
                Of("groups"), Of("stride"), Dims.Repeat(Of("pad"), 4), 1, layer.GetProperty("bn"))
            : null;
    })];
}

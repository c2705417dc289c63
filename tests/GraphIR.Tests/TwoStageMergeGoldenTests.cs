using System.Text.Json;

namespace DepthCompress.GraphIR.Tests;

/// <summary>The merge vectors of the two-stage method, to 1e-9.</summary>
public sealed class TwoStageMergeGoldenTests
{
    private const string File = "two-stage-dp.json";
    private const string Section = "merge_cases";
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Cases => GoldenSegment.Names(File, Section, "id");

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(Cases))]
    public void Golden_merge_gives_the_published_kernel(string id)
    {
        var entry = GoldenSegment.Find(File, Section, "id", id);
        var merged = Compose(Segment(entry), BorderRule.PaddingInFront);
        var expected = entry.GetProperty("merged");
        int Of(string name) => expected.GetProperty(name).GetInt32();
        var stated = GoldenSegment.Convolution(
            GoldenSegment.Numbers(expected.GetProperty("weight")), GoldenSegment.Sizes(expected.GetProperty("weight_shape")),
            GoldenSegment.Numbers(expected.GetProperty("bias")),
            Of("groups"), Of("stride"), Dims.Repeat(Of("pad"), 4), Of("dilation"), default);
        Assert.Equal(0, merged.Groups % stated.Groups);
        Assert.Equal(stated.Window.Strides, merged.Window.Strides);
        Assert.Equal(stated.Window.Pads, merged.Window.Pads);
        GoldenSegment.AssertClose(GoldenSegment.Dense(stated).ToDoubles(), GoldenSegment.Dense(merged), Tolerance);
        GoldenSegment.AssertClose(stated.Bias.ToDoubles(), merged.Bias, Tolerance);
    }

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(Cases))]
    public void Golden_outputs_with_padding_in_front_are_those_of_the_merged_kernel(string id)
    {
        var entry = GoldenSegment.Find(File, Section, "id", id);
        var expected = GoldenSegment.Numbers(entry.GetProperty("output_reordered"));
        var moved = Segment(entry).MovePaddingToFront();
        GoldenSegment.AssertClose(expected, moved.Apply(Input(entry)), Tolerance);
        GoldenSegment.AssertClose(expected, Compose(moved, BorderRule.Exact).Apply(Input(entry)), Tolerance);
        Assert.True(KernelCertificate.Of(Compose(moved, BorderRule.Exact), moved).Holds);
    }

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(Cases))]
    public void Golden_pads_in_front_are_the_published_ones(string id)
    {
        var entry = GoldenSegment.Find(File, Section, "id", id);
        var moved = Assert.IsType<AffineMap.Sequence>(AffineMap.Chain([.. Layers(entry).Select(AffineMap.Of)]).MovePaddingToFront());
        Assert.Equal(
            GoldenSegment.Sizes(entry.GetProperty("reordered_pads")).Select(pad => Dims.Repeat(pad, 4)),
            moved.Steps.Select(step => Assert.IsType<AffineMap.Single>(step).Kernel.Window.Pads));
    }

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(Cases))]
    public void Golden_outputs_with_original_padding_differ_only_at_the_border(string id)
    {
        var entry = GoldenSegment.Find(File, Section, "id", id);
        var (segment, input) = (Segment(entry), Input(entry));
        var original = segment.Apply(input);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("output_original_padding")), original, Tolerance);
        Assert.NotNull(segment.Compose().WhyNot);

        var merged = Compose(segment, BorderRule.PaddingInFront).Apply(input);
        var stated = entry.GetProperty("max_abs_diff_original_vs_merged").GetDouble();
        Assert.Equal(stated, FeatureMaps.Distance(original, merged), 1e-5 * Math.Max(1, stated));

        var rows = GoldenSegment.Sizes(entry.GetProperty("rows_equal_to_original_padding"));
        Assert.True(rows[0] <= rows[1]);
        var (bottom, right) = (rows[1] + 1 - original.Shape[2], rows[1] + 1 - original.Shape[3]);
        var cut = ConvKernel.Padding(original.Shape[1], [-rows[0], -rows[0], bottom, right]);
        GoldenSegment.AssertClose(cut.Apply(original).ToDoubles(), cut.Apply(merged), Tolerance);
    }

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(Cases))]
    public void Golden_bias_maps_make_the_original_padding_exact(string id)
    {
        var entry = GoldenSegment.Find(File, Section, "id", id);
        var (segment, input) = (Segment(entry), Input(entry));
        if (!entry.TryGetProperty("bias_map_for_original_padding", out var map))
        {
            Assert.NotNull(BiasMap.WhyNot(segment));
            return;
        }

        Assert.Null(BiasMap.WhyNot(segment));
        var merged = BiasMap.TryCreate(segment, input.Shape[2..])!;
        Assert.Equal(GoldenSegment.Sizes(entry.GetProperty("bias_map_shape")), merged.Map.Shape[1..]);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(map), merged.Map, Tolerance);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("output_original_padding")), merged.Apply(input), Tolerance);
        Assert.True(KernelCertificate.Of(merged, segment, input.Shape[2..]).Holds);
    }

    private static ConvKernel Compose(AffineMap segment, BorderRule borders)
    {
        var composition = segment.Compose(borders);
        Assert.Null(composition.WhyNot);
        return composition.Kernel!;
    }

    private static Tensor Input(JsonElement entry) =>
        GoldenSegment.Feature(entry.GetProperty("input"), GoldenSegment.Sizes(entry.GetProperty("input_shape")));

    private static AffineMap Segment(JsonElement entry) =>
        GoldenSegment.Tree(Layers(entry), GoldenSegment.Skips(entry.GetProperty("skips")), entry.GetProperty("input_shape")[1].GetInt32());

    private static ConvKernel[] Layers(JsonElement entry) => [.. entry.GetProperty("layers").EnumerateArray().Select(layer =>
    {
        int Of(string name) => layer.GetProperty(name).GetInt32();
        return GoldenSegment.Convolution(
            GoldenSegment.Numbers(layer.GetProperty("weight")), GoldenSegment.Sizes(layer.GetProperty("weight_shape")),
            layer.GetProperty("bias") is { ValueKind: JsonValueKind.Array } bias ? GoldenSegment.Numbers(bias) : null,
            Of("groups"), Of("stride"), Dims.Repeat(Of("pad"), 4), Of("dilation"), layer.GetProperty("bn"));
    })];
}

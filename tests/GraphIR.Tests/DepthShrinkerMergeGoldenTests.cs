using System.Text.Json;

namespace DepthCompress.GraphIR.Tests;

/// <summary>The merge vectors for inverted residuals and for general pairs, to 1e-8.</summary>
public sealed class DepthShrinkerMergeGoldenTests
{
    private const string File = "depthshrinker-merge-vectors.json";
    private const string Blocks = "inverted_residual_cases";
    private const string Pairs = "generic_composition_cases";
    private const double Tolerance = 1e-8;

    public static TheoryData<string> BlockCases => GoldenSegment.Names(File, Blocks, "name");

    public static TheoryData<string> PairCases => GoldenSegment.Names(File, Pairs, "name");

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(BlockCases))]
    public void Golden_blocks_with_padding_in_front_merge_everywhere(string name)
    {
        var entry = GoldenSegment.Find(File, Blocks, "name", name);
        var (block, input) = (Block(entry), Input(entry));
        var merged = block.Compose(BorderRule.PaddingInFront).Kernel!;
        Assert.Equal(GoldenSegment.Sizes(entry.GetProperty("depthwise_pads_tlbr")), merged.Window.Pads);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("merged_weight")), merged.Weight, Tolerance);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("merged_bias_interior")), merged.Bias, Tolerance);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("y_merged_constant_bias")), merged.Apply(input), Tolerance);
        var moved = block.MovePaddingToFront().Apply(input);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("y_reference_pad_at_first_pointwise")), moved, Tolerance);
    }

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(BlockCases))]
    public void Golden_blocks_with_padding_at_the_depthwise_need_the_bias_map(string name)
    {
        var entry = GoldenSegment.Find(File, Blocks, "name", name);
        var (block, input) = (Block(entry), Input(entry));
        var expected = GoldenSegment.Numbers(entry.GetProperty("y_reference_pad_at_depthwise"));
        GoldenSegment.AssertClose(expected, block.Apply(input), Tolerance);

        var (naive, error) = (block.Compose(BorderRule.PaddingInFront).Kernel!, entry.GetProperty("max_abs_error_naive_merge").GetDouble());
        Assert.Equal(error, FeatureMaps.Distance(naive.Apply(input), block.Apply(input)), Tolerance);

        var merged = BiasMap.TryCreate(block, input.Shape[2..])!;
        GoldenSegment.AssertClose(expected, merged.Apply(input), Tolerance);
        var interior = ConvKernel.Channelwise(new double[naive.Outputs], [.. naive.Bias.ToDoubles().Select(bias => -bias)], 2);
        var correction = FeatureMaps.Sum(merged.Map, interior.Apply(merged.Map));
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("border_correction_map")), correction, Tolerance);
        Assert.True(KernelCertificate.Of(merged, block, input.Shape[2..]).Holds);
    }

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(BlockCases))]
    public void Golden_ones_channel_is_the_response_to_the_hidden_bias(string name)
    {
        var entry = GoldenSegment.Find(File, Blocks, "name", name);
        var (layers, input) = (Layers(entry), Input(entry));
        var hidden = new ConvKernel
        {
            Weight = layers[0].Bias.Reshape([layers[0].Outputs, 1, 1, 1]),
            Bias = Tensor.Zeros(ElementType.Float64, [layers[0].Outputs]),
            Window = layers[0].Window,
        };
        var ones = hidden.Then(layers[1]).Then(layers[2]);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("ones_channel_kernel")), ones.Weight, Tolerance);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("bias_without_b1")), ones.Bias, Tolerance);

        var one = ConvKernel.Channelwise([0], [1], 2).Apply(Tensor.Zeros(ElementType.Float64, [1, 1, .. input.Shape[2..]]));
        var linear = Block(entry).WithoutBias().Compose().Kernel!;
        var sum = FeatureMaps.Sum(linear.Apply(input), ones.Apply(one));
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("y_reference_pad_at_depthwise")), sum, Tolerance);
    }

    [NeedsTheory(Need.Golden)]
    [MemberData(nameof(PairCases))]
    public void Golden_pairs_compose(string name)
    {
        var entry = GoldenSegment.Find(File, Pairs, "name", name);
        ConvKernel Layer(string which) => GoldenSegment.Convolution(
            GoldenSegment.Numbers(entry.GetProperty($"w{which}")), GoldenSegment.ShapeOf(entry.GetProperty($"w{which}")),
            GoldenSegment.Numbers(entry.GetProperty($"b{which}")), 1, entry.GetProperty($"stride{which}").GetInt32(),
            Dims.Repeat(entry.GetProperty($"pad{which}").GetInt32(), 4), 1, default);
        var merged = Layer("A").Then(Layer("B"));
        Assert.Equal(Dims.Repeat(entry.GetProperty("merged_kernel_size").GetInt32(), 2), merged.Window.KernelShape);
        Assert.Equal(Dims.Repeat(entry.GetProperty("merged_stride").GetInt32(), 2), merged.Window.Strides);
        Assert.Equal(Dims.Repeat(entry.GetProperty("merged_pad").GetInt32(), 4), merged.Window.Pads);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("merged_weight")), merged.Weight, Tolerance);
        GoldenSegment.AssertClose(GoldenSegment.Numbers(entry.GetProperty("merged_bias")), merged.Bias, Tolerance);
        var expected = GoldenSegment.Numbers(entry.GetProperty("y"));
        GoldenSegment.AssertClose(expected, merged.Apply(Input(entry)), Tolerance);
        GoldenSegment.AssertClose(expected, Layer("B").Apply(Layer("A").Apply(Input(entry))), Tolerance);
    }

    private static Tensor Input(JsonElement entry)
    {
        var x = entry.GetProperty("x");
        return GoldenSegment.Feature(x, [1, .. GoldenSegment.ShapeOf(x)]);
    }

    private static AffineMap Block(JsonElement entry)
    {
        var inputs = entry.GetProperty("cin").GetInt32();
        var branch = AffineMap.Chain([.. Layers(entry).Select(AffineMap.Of)]);
        return entry.GetProperty("residual").GetBoolean() ? AffineMap.Added(branch, ConvKernel.Identity(inputs, 2)) : branch;
    }

    private static ConvKernel[] Layers(JsonElement entry)
    {
        var (middle, stride) = (entry.GetProperty("mid").GetInt32(), entry.GetProperty("stride").GetInt32());
        ConvKernel Layer(string weight, string norm, int groups, int step, Dims pads) => GoldenSegment.Convolution(
            GoldenSegment.Numbers(entry.GetProperty(weight)), GoldenSegment.ShapeOf(entry.GetProperty(weight)), null,
            groups, step, pads, 1, entry.GetProperty(norm));
        return
        [
            Layer("w_expand", "bn1", 1, 1, Dims.Repeat(0, 4)),
            Layer("w_depthwise", "bn2", middle, stride, GoldenSegment.Sizes(entry.GetProperty("depthwise_pads_tlbr"))),
            Layer("w_project", "bn3", 1, 1, Dims.Repeat(0, 4)),
        ];
    }
}

namespace DepthCompress.GraphIR.Tests;

/// <summary>What does not compose or add, and the words for it; and what composes although it looks as if it did not.</summary>
public sealed class KernelRefusalTests
{
    [Fact]
    public void Padding_after_a_bias_is_refused() => Assert.Equal(
        "the second map pads by 1,1,1,1 between the two, where the first map gives its bias instead of zeros",
        Pointwise(biased: true).WhyNotThen(Spatial(pads: [1, 1, 1, 1])));

    [Fact]
    public void Padding_after_a_spatial_kernel_is_refused() => Assert.Equal(
        "the second map pads by 0,1,0,1 between the two, where the first map's kernel 3x3 reaches over the border",
        Spatial(pads: [1, 1, 1, 1]).WhyNotThen(Spatial(pads: [0, 1, 0, 1])));

    [Fact]
    public void Channels_must_meet() => Assert.Equal(
        "the first map gives 4 channels, the second expects 6", Pointwise(biased: false).WhyNotThen(Make(6, 6, 1, Window.Of([1, 1]))));

    [Fact]
    public void Ranks_must_meet() => Assert.Equal(
        "one map has 2 spatial axes, the other 1", Pointwise(biased: false).WhyNotThen(Make(4, 4, 1, Window.Of([3]))));

    [Fact]
    public void Automatic_pads_must_be_resolved_first() => Assert.Equal(
        "the padding of one map depends on the extent of its input",
        Pointwise(biased: false).WhyNotThen(Make(4, 4, 1, Window.Of([3, 3]) with { AutoPad = AutoPad.SameUpper })));

    [Fact]
    public void Infinite_weights_are_refused() => Assert.Equal(
        "a weight or bias is infinite or not a number",
        ConvKernel.Channelwise([1, double.PositiveInfinity, 1, 1], new double[4], 2).WhyNotThen(Pointwise(biased: false)));

    [Fact]
    public void A_kernel_beyond_memory_is_refused()
    {
        var far = Make(4, 4, 1, Window.Of([2, 2], strides: [20000, 20000], dilations: [1, 1]));
        Assert.Equal("the merged kernel would have 6401280064 weights", far.WhyNotThen(Make(4, 4, 1, Window.Of([2, 2]))));
    }

    [Fact]
    public void A_dilated_kernel_is_as_large_as_its_taps()
    {
        var merged = Make(4, 4, 1, Window.Of([2, 2], dilations: [100000, 100000])).Then(Pointwise(biased: true));
        Assert.Equal(Window.Of([2, 2], dilations: [100000, 100000]), merged.Window);
    }

    [Fact]
    public void Windows_beyond_any_feature_map_are_refused()
    {
        const string tooLarge = "a kernel, stride, dilation or padding is too large";
        Assert.Equal(tooLarge, Make(4, 4, 1, Window.Of([2], dilations: [int.MaxValue])).WhyNotThen(ConvKernel.Identity(4, 1)));
        Assert.Equal(tooLarge, Make(4, 4, 1, Window.Of([1], pads: [0, int.MinValue])).WhyNotPlus(ConvKernel.Identity(4, 1)));
        Assert.Equal(
            "the merged kernel, stride or padding would be too large",
            Make(4, 4, 1, Window.Of([1], strides: [1 << 20])).WhyNotThen(Make(4, 4, 1, Window.Of([1], strides: [1 << 20]))));
        Assert.Equal(
            "the merged kernel would have 1600000016 weights",
            Make(4, 4, 1, Window.Of([2], pads: [100000000, 0])).WhyNotPlus(Make(4, 4, 1, Window.Of([1], pads: [0, 99999999]))));
    }

    [Fact]
    public void Strides_must_agree_in_a_sum() => Assert.Equal(
        "one map has stride 2,2, the other 1,1", Make(4, 4, 1, Window.Of([1, 1], strides: [2, 2])).WhyNotPlus(ConvKernel.Identity(4, 2)));

    [Fact]
    public void Channels_must_agree_in_a_sum()
    {
        Assert.Equal("one map gives 6 channels, the other 4", Make(4, 6, 1, Window.Of([1, 1])).WhyNotPlus(ConvKernel.Identity(4, 2)));
        Assert.Equal("one map reads 4 channels, the other 6", Make(4, 6, 1, Window.Of([1, 1])).WhyNotPlus(ConvKernel.Identity(6, 2)));
    }

    [Fact]
    public void Sizes_must_agree_in_a_sum() => Assert.Equal(
        "the results differ in size: along axis 1 one map changes the extent by -2, the other by 0",
        Spatial(pads: [1, 0, 1, 0]).WhyNotPlus(ConvKernel.Identity(4, 2)));

    [Fact]
    public void Asking_anyway_is_a_bug_of_the_caller()
    {
        Assert.Throws<CompilerBugException>(() => Pointwise(biased: true).Then(Spatial(pads: [1, 1, 1, 1])));
        Assert.Throws<CompilerBugException>(() => Spatial(pads: [0, 0, 0, 0]).Plus(ConvKernel.Identity(4, 2)));
        Assert.Throws<CompilerBugException>(() => ConvKernel.Padding(4, [-1, 0, 0, 0]).ToOperator());
    }

    [Fact]
    public void Padding_after_a_pointwise_map_without_bias_moves_to_the_front()
    {
        var merged = Pointwise(biased: false).Then(Spatial(pads: [1, 0, 2, 1]));
        Assert.Equal(Window.Of([3, 3], pads: [1, 0, 2, 1]), merged.Window);
    }

    [Fact]
    public void Padding_after_a_strided_pointwise_map_is_multiplied_by_its_stride()
    {
        var merged = Make(4, 4, 1, Window.Of([1, 1], strides: [2, 2])).Then(Spatial(pads: [1, 1, 1, 1]));
        Assert.Equal(Window.Of([3, 3], strides: [2, 2], pads: [2, 2, 2, 2], dilations: [2, 2]), merged.Window);
    }

    [Fact]
    public void Padding_after_a_map_that_pads_fully_is_exact() =>
        Assert.Null(Spatial(pads: [2, 2, 2, 2]).WhyNotThen(Spatial(pads: [1, 1, 1, 1])));

    [Fact]
    public void Padding_that_no_tap_reads_is_exact()
    {
        var zeros = Spatial(pads: [1, 1, 1, 1]) with { Weight = Tensor.Zeros(ElementType.Float64, [4, 4, 3, 3]) };
        var middle = ConvKernel.Identity(4, 2).Plus(zeros);
        Assert.Equal([3, 3], middle.Window.KernelShape);
        Assert.Null(Pointwise(biased: true).WhyNotThen(middle));
    }

    [Fact]
    public void A_narrow_kernel_pads_only_along_its_own_axis() => Assert.Null(
        Make(4, 4, 1, Window.Of([1, 3], pads: [0, 1, 0, 1])).WhyNotThen(Make(4, 4, 1, Window.Of([3, 1], pads: [1, 0, 1, 0]))));

    [Fact]
    public void Depthwise_and_pointwise_become_dense_and_depthwise_stays_depthwise()
    {
        var depthwise = Make(4, 4, 4, Window.Of([3, 3]));
        Assert.Equal(1, depthwise.Then(Pointwise(biased: true)).Groups);
        Assert.Equal([4, 4, 3, 3], depthwise.Then(Pointwise(biased: true)).Weight.Shape);
        Assert.Equal(4, depthwise.Then(depthwise).Groups);
        Assert.Equal(2, Make(4, 8, 4, Window.Of([1, 1])).Then(Make(8, 6, 2, Window.Of([1, 1]))).Groups);
    }

    [Fact]
    public void Identity_and_scales_are_channelwise_and_others_are_not()
    {
        Assert.True(ConvKernel.Identity(3, 2).IsChannelwise);
        Assert.True(ConvKernel.Channelwise([1, 2], [3, 4], 1).IsChannelwise);
        Assert.False(Pointwise(biased: false).IsChannelwise);
        Assert.False(Make(4, 8, 4, Window.Of([1, 1])).IsChannelwise);
        Assert.False(ConvKernel.Padding(3, [0, 1]).IsChannelwise);
    }

    private static ConvKernel Pointwise(bool biased) => KernelGenerator.Make(4, 4, 1, Window.Of([1, 1]), biased, seed: 1);

    private static ConvKernel Spatial(Dims pads) => Make(4, 4, 1, Window.Of([3, 3], pads: pads));

    private static ConvKernel Make(int inputs, int outputs, int groups, Window window) =>
        KernelGenerator.Make(inputs, outputs, groups, window, biased: false, seed: 2);
}

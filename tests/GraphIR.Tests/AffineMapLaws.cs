using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.GraphIR.Tests;

/// <summary>What must hold for runs of layers with shortcuts around some of them.</summary>
public sealed class AffineMapLaws
{
    /// <summary>Layer, block with a shortcut (identity or projection), layer; everything padded where it likes.</summary>
    private static readonly Gen<AffineMap> Runs =
        from channels in Gen.Choose(1, 4)
        from spatial in Gen.Elements(1, 3).ArrayOf(4)
        from strides in Gen.Choose(1, 2).ArrayOf(2)
        from depthwise in Gen.Elements(true, false)
        from shortcut in Gen.Choose(0, 2)
        from seed in Gen.Choose(0, 1 << 20)
        select Run(channels, spatial, strides, depthwise, shortcut, seed);

    /// <summary>Pointwise, one spatial kernel that pads after biases, pointwise; with a shortcut.</summary>
    private static readonly Gen<AffineMap> Bottlenecks =
        from channels in Gen.Choose(1, 4)
        from stride in Gen.Choose(1, 2)
        from depthwise in Gen.Elements(true, false)
        from seed in Gen.Choose(0, 1 << 20)
        select Bottleneck(channels, stride, depthwise, seed);

    [Fact]
    public void Moving_the_padding_keeps_the_sizes_and_makes_the_run_compose() => ForAll(Runs, run =>
    {
        var (moved, x) = (run.MovePaddingToFront(), Input(run, 0));
        var merged = moved.Compose();
        return merged is { Kernel: { } kernel, WhyNot: null }
            && FeatureMaps.AreEqual(kernel.Apply(x), moved.Apply(x))
            && moved.Apply(x).Shape == run.Apply(x).Shape
            && KernelCertificate.Of(kernel, moved).Holds;
    });

    [Fact]
    public void Composing_with_padding_in_front_is_moving_it_and_composing() => ForAll(Runs, run =>
        run.Compose(BorderRule.PaddingInFront).Kernel is { } forced && run.MovePaddingToFront().Compose().Kernel is { } merged
        && Enumerable.Range(0, 4).All(extra => FeatureMaps.AreEqual(forced.Apply(Input(run, extra)), merged.Apply(Input(run, extra)))));

    [Fact]
    public void Moving_the_padding_changes_only_the_border() => ForAll(Runs, run =>
    {
        var x = Input(run, 12);
        var (original, moved) = (run.Apply(x), run.MovePaddingToFront().Apply(x));
        var crop = ConvKernel.Padding(original.Shape[1], Dims.Repeat(-Math.Min(4, (original.Shape[2] - 1) / 2), 4));
        return FeatureMaps.AreEqual(crop.Apply(original), crop.Apply(moved));
    });

    [Fact]
    public void Moving_the_padding_twice_is_moving_it_once() => ForAll(Runs, run =>
    {
        var (once, x) = (run.MovePaddingToFront(), Input(run, 1));
        return FeatureMaps.Distance(once.MovePaddingToFront().Apply(x), once.Apply(x)) == 0;
    });

    [Fact]
    public void A_run_composes_exactly_or_differs_from_its_parts() => ForAll(Runs, run =>
        run.Compose() is { Kernel: { } exact }
            ? KernelCertificate.Of(exact, run).Holds
            : !KernelCertificate.Of(run.Compose(BorderRule.PaddingInFront).Kernel!, run).Holds);

    [Fact]
    public void One_spatial_kernel_after_biases_is_a_convolution_and_a_map() => ForAll(Bottlenecks, run =>
        run.Compose().WhyNot is { } why && why.EndsWith("where the first map gives its bias instead of zeros", StringComparison.Ordinal)
        && BiasMap.WhyNot(run) is null
        && Enumerable.Range(5, 3).All(extent =>
            BiasMap.TryCreate(run, [extent, extent + 1]) is { } merged
            && Probe(run, [extent, extent + 1]) is var x && FeatureMaps.AreEqual(merged.Apply(x), run.Apply(x))
            && KernelCertificate.Of(merged, run, [extent, extent + 1]).Holds));

    [Fact]
    public void A_certificate_notices_one_wrong_weight() => ForAll(Bottlenecks, run =>
    {
        var moved = run.MovePaddingToFront();
        var merged = moved.Compose().Kernel!;
        var weights = merged.Weight.ToDoubles();
        weights[weights.Length / 2] += 1e-6;
        var wrong = merged with { Weight = Tensor.Create<double>(merged.Weight.Shape, weights) };
        return KernelCertificate.Of(merged, moved).Holds && !KernelCertificate.Of(wrong, moved).Holds
            && !KernelCertificate.Of(merged with { Window = Window.Of(merged.Window.KernelShape, merged.Window.Strides) }, moved).Holds;
    });

    [Fact]
    public void A_certificate_notices_one_wrong_bias() => ForAll(Bottlenecks, run =>
    {
        var moved = run.MovePaddingToFront();
        var merged = moved.Compose().Kernel!;
        var bias = merged.Bias.ToDoubles();
        bias[^1] += 1e-6;
        return !KernelCertificate.Of(merged with { Bias = Tensor.Create<double>(merged.Bias.Shape, bias) }, moved).Holds;
    });

    [Fact]
    public void A_shortcut_of_another_stride_is_refused_in_words()
    {
        var block = AffineMap.Added(Spatial(3, 3, 3, 2, depthwise: false, 1), ConvKernel.Identity(3, 2));
        Assert.Equal(new Composition(null, "one map has stride 2,2, the other 1,1"), block.Compose());
    }

    private static AffineMap Run(int channels, int[] spatial, int[] strides, bool depthwise, int shortcut, int seed)
    {
        AffineMap branch = AffineMap.Chain(
            Spatial(channels, channels, spatial[1], 1, depthwise, seed + 1), Spatial(channels, channels, spatial[2], 1, depthwise: false, seed + 2));
        AffineMap block = shortcut switch
        {
            0 => branch,
            1 => AffineMap.Added(branch, ConvKernel.Identity(channels, 2)),
            _ => AffineMap.Added(Spatial(channels, channels, 1, 1, depthwise: false, seed + 3), branch),
        };
        return AffineMap.Chain(
            Spatial(channels + 1, channels, spatial[0], strides[0], depthwise: false, seed + 4), block,
            Spatial(channels, 2, spatial[3], strides[1], depthwise: false, seed + 5));
    }

    private static AffineMap Bottleneck(int channels, int stride, bool depthwise, int seed)
    {
        var branch = AffineMap.Chain(
            Spatial(channels, channels + 2, 1, 1, depthwise: false, seed),
            Spatial(channels + 2, channels + 2, 3, stride, depthwise, seed + 1),
            Spatial(channels + 2, channels, 1, 1, depthwise: false, seed + 2));
        return stride == 1 ? AffineMap.Added(branch, ConvKernel.Identity(channels, 2)) : branch;
    }

    private static ConvKernel Spatial(int inputs, int outputs, int size, int stride, bool depthwise, int seed) => KernelGenerator.Make(
        inputs, outputs, depthwise ? inputs : 1,
        Window.Of([size, size], [stride, stride], Dims.Repeat(size / 2, 4)), biased: seed % 3 > 0 || size == 1, seed);

    private static Tensor Input(AffineMap run, int extra) => Probe(run, [9 + extra, 10 + extra]);

    private static Tensor Probe(AffineMap run, Dims extent) => KernelGenerator.Numbers([1, run.Inputs, .. extent], new Random(7));

    private static void ForAll(Gen<AffineMap> gen, Func<AffineMap, bool> law) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(gen.ToArbitrary(), law));
}

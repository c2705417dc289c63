using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.GraphIR.Tests;

/// <summary>What must hold for all maps; both sides are evaluated in double precision.</summary>
public sealed class KernelLaws
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(150);

    [Fact]
    public void Then_equals_one_map_after_the_other_on_every_extent() => ForAll(KernelGenerator.Pair, pair =>
        pair.First.WhyNotThen(pair.Next) is not null
        || Extents(pair.First, pair.Next).All(x =>
            FeatureMaps.AreEqual(pair.First.Then(pair.Next).Apply(x), pair.Next.Apply(pair.First.Apply(x)))));

    [Fact]
    public void Then_refuses_only_what_differs_on_some_extent() => ForAll(KernelGenerator.Pair, pair =>
        pair.First.WhyNotThen(pair.Next) is null
        || Extents(pair.First, pair.Next).Any(x =>
            !FeatureMaps.AreEqual(pair.First.Then(pair.Next, BorderRule.PaddingInFront).Apply(x), pair.Next.Apply(pair.First.Apply(x)))));

    [Fact]
    public void Then_keeps_the_sizes_even_where_the_border_differs() => ForAll(KernelGenerator.Pair, pair =>
        Extents(pair.First, pair.Next).All(x =>
            pair.First.Then(pair.Next, BorderRule.PaddingInFront).Apply(x).Shape == pair.Next.Apply(pair.First.Apply(x)).Shape));

    [Fact]
    public void Then_is_associative() => ForAll(KernelGenerator.Triple, triple =>
    {
        var (a, b, c) = triple;
        var left = a.Then(b, BorderRule.PaddingInFront).Then(c, BorderRule.PaddingInFront);
        var right = a.Then(b.Then(c, BorderRule.PaddingInFront), BorderRule.PaddingInFront);
        return left.Window == right.Window && left.Groups == right.Groups
            && FeatureMaps.AreEqual(left.Weight, right.Weight) && FeatureMaps.AreEqual(left.Bias, right.Bias);
    });

    [Fact]
    public void Then_keeps_the_finest_grouping_both_allow() => ForAll(KernelGenerator.Pair, pair =>
        pair.First.Then(pair.Next, BorderRule.PaddingInFront).Groups
            == Enumerable.Range(1, 6).Last(groups => pair.First.Groups % groups == 0 && pair.Next.Groups % groups == 0));

    [Fact]
    public void Identity_after_a_map_is_the_map() => ForAll(KernelGenerator.Any, map =>
        AreSame(map.Then(ConvKernel.Identity(map.Outputs, map.Rank)), map));

    [Fact]
    public void Identity_before_a_map_is_the_map_also_if_it_pads() => ForAll(KernelGenerator.Any, map =>
        AreSame(ConvKernel.Identity(map.Inputs, map.Rank).Then(map), map));

    [Fact]
    public void Zeros_around_the_input_are_padding() => ForAll(KernelGenerator.Any, map =>
        AreSame(ConvKernel.Padding(map.Inputs, map.Window.Pads).Then(Unpadded(map)), map));

    [Fact]
    public void Plus_equals_the_sum_of_both_on_every_extent() => ForAll(KernelGenerator.Addends, pair =>
        pair.Left.WhyNotPlus(pair.Right) is null
        && Extents(pair.Left).All(x =>
            FeatureMaps.AreEqual(pair.Left.Plus(pair.Right).Apply(x), FeatureMaps.Sum(pair.Left.Apply(x), pair.Right.Apply(x)))));

    [Fact]
    public void Plus_commutes() => ForAll(KernelGenerator.Addends, pair => AreSame(pair.Left.Plus(pair.Right), pair.Right.Plus(pair.Left)));

    [Fact]
    public void Plus_of_an_identity_is_a_residual_block() => ForAll(KernelGenerator.Any, map =>
    {
        var rank = map.Rank;
        var kernel = Dims.Create([.. map.Window.KernelShape.Select(size => (2 * (size / 2)) + 1)]);
        var same = Window.Of(kernel, pads: Dims.Create([.. Enumerable.Range(0, 2 * rank).Select(side => kernel[side % rank] / 2)]));
        var branch = KernelGenerator.Make(map.Inputs, map.Inputs, map.Groups, same, map.HasBias, seed: map.Weight.Count);
        var block = branch.Plus(ConvKernel.Identity(map.Inputs, rank));
        return block.Groups == branch.Groups && block.Window == branch.Window
            && Extents(branch).All(x => FeatureMaps.AreEqual(block.Apply(x), FeatureMaps.Sum(branch.Apply(x), x)));
    });

    [Fact]
    public void Composition_distributes_over_a_sum_where_nothing_pads_in_between() => ForAll(KernelGenerator.Addends, pair =>
    {
        var (channels, rank) = (pair.Left.Outputs, pair.Left.Rank);
        var scale = ConvKernel.Channelwise([.. Enumerable.Range(1, channels).Select(channel => 0.5 * channel)], new double[channels], rank);
        var (outside, inside) = (pair.Left.Plus(pair.Right).Then(scale), pair.Left.Then(scale).Plus(pair.Right.Then(scale)));
        return Extents(pair.Left, scale).All(x => FeatureMaps.AreEqual(outside.Apply(x), inside.Apply(x)));
    });

    [Fact]
    public void A_crop_is_zero_taps() => ForAll(KernelGenerator.Any, map =>
    {
        var cropped = map with { Window = map.Window with { Pads = Dims.Create([.. map.Window.Pads.Select(pad => pad - 1)]) } };
        var said = cropped.WithoutCrop();
        return said.Window.Pads.All(pad => pad >= 0) && Extents(cropped).All(x => FeatureMaps.AreEqual(said.Apply(x), cropped.Apply(x)));
    });

    [Fact]
    public void Moving_the_padding_makes_a_run_compose_exactly() => ForAll(KernelGenerator.Triple, triple =>
    {
        AffineMap run = AffineMap.Chain(triple.First, triple.Second, triple.Third);
        var moved = run.MovePaddingToFront();
        return moved.Compose() is { Kernel: { } merged }
            && run.Compose(BorderRule.PaddingInFront) is { Kernel: { } forced } && AreSame(merged, forced)
            && Extents(triple.First, triple.Second, triple.Third).All(x =>
                FeatureMaps.AreEqual(merged.Apply(x), moved.Apply(x)) && moved.Apply(x).Shape == run.Apply(x).Shape);
    });

    [Fact]
    public void A_certificate_holds_exactly_for_what_is_equal() => ForAll(KernelGenerator.Pair, pair =>
        KernelCertificate.Of(pair.First.Then(pair.Next, BorderRule.PaddingInFront), AffineMap.Chain(pair.First, pair.Next)).Holds
            == (pair.First.WhyNotThen(pair.Next) is null));

    private static bool AreSame(ConvKernel left, ConvKernel right) => Said(left.Window) == Said(right.Window)
        && left.Groups == right.Groups && left.Weight.ContentEquals(right.Weight) && left.Bias.ContentEquals(right.Bias);

    /// <summary>One tap has no dilation.</summary>
    private static Window Said(Window window)
    {
        var dilations = window.Dilations.Zip(window.KernelShape, (dilation, size) => size == 1 ? 1 : dilation);
        return window with { Dilations = Dims.Create([.. dilations]) };
    }

    private static ConvKernel Unpadded(ConvKernel map) => map with { Window = map.Window with { Pads = Dims.Repeat(0, 2 * map.Rank) } };

    /// <summary>Inputs of every remainder that the strides can leave over, a little longer than the maps reach.</summary>
    private static IEnumerable<Tensor> Extents(params ConvKernel[] chain)
    {
        var random = new Random(chain[0].Weight.Count);
        var whole = new AffineMap.Sequence([.. chain.Select(AffineMap.Of)]);
        var reads = Enumerable.Range(0, whole.Rank).Select(whole.ReadsAlong).ToArray();
        for (var remainder = 0; remainder < reads.Max(read => read.Stride); remainder++)
        {
            var extent = Dims.Create([.. reads.Select(read => read.Last - Math.Min(0, read.First) + 2 + remainder)]);
            yield return KernelGenerator.Numbers([1, whole.Inputs, .. extent], random);
        }
    }

    private static void ForAll<T>(Gen<T> gen, Func<T, bool> law) => Check.One(Cases, Prop.ForAll(gen.ToArbitrary(), law));
}

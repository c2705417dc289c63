using DepthCompress.GraphIR;
using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.TestKit;

/// <summary>
/// Small random maps: up to six channels, kernels to three (volumes: two), strides and dilations to two, any grouping, uneven pads, ranks
/// one to three; with a bias or without.
/// </summary>
public static class KernelGenerator
{
    /// <summary>Any map.</summary>
    public static Gen<ConvKernel> Any { get; } =
        from rank in Gen.Frequency((2, Gen.Constant(1)), (4, Gen.Constant(2)), (1, Gen.Constant(3)))
        from inputs in Gen.Choose(1, 6)
        from kernel in Over(inputs, rank)
        select kernel;

    /// <summary>Two maps, the second over the result of the first.</summary>
    public static Gen<(ConvKernel First, ConvKernel Next)> Pair { get; } =
        from first in Any
        from next in Over(first.Outputs, first.Rank)
        select (first, next);

    /// <summary>Three maps, each over the result of the one before.</summary>
    public static Gen<(ConvKernel First, ConvKernel Second, ConvKernel Third)> Triple { get; } =
        from pair in Pair
        from third in Over(pair.Next.Outputs, pair.Next.Rank)
        select (pair.First, pair.Next, third);

    /// <summary>
    /// Two maps over the same input whose results have the same size, with kernels, dilations, pads and groups of their own.
    /// </summary>
    public static Gen<(ConvKernel Left, ConvKernel Right)> Addends { get; } =
        from left in Any
        from kernel in Sizes(left.Rank, 1, 3)
        from dilations in Sizes(left.Rank, 1, 2)
        from shifts in Sizes(left.Rank, -1, 1)
        from groups in Gen.Elements(Divisors(left.Inputs).Where(groups => left.Outputs % groups == 0).ToArray())
        from biased in Gen.Elements(true, false)
        from seed in Gen.Choose(0, int.MaxValue)
        select (left, Make(left.Inputs, left.Outputs, groups, Matching(left.Window, kernel, dilations, shifts), biased, seed));

    /// <summary>Any map over so many channels.</summary>
    public static Gen<ConvKernel> Over(int inputs, int rank) =>
        from groups in Gen.Elements(Divisors(inputs).ToArray())
        from multiple in Gen.Choose(1, Math.Max(1, 6 / groups))
        from kernel in Sizes(rank, 1, rank > 2 ? 2 : 3)
        from strides in Sizes(rank, 1, 2)
        from dilations in Sizes(rank, 1, rank > 2 ? 1 : 2)
        from padded in Gen.Elements(true, false)
        from pads in Sizes(2 * rank, 0, padded ? 2 : 0)
        from biased in Gen.Elements(true, false)
        from seed in Gen.Choose(0, int.MaxValue)
        select Make(inputs, groups * multiple, groups, Window.Of(kernel, strides, pads, dilations), biased, seed);

    /// <summary>A map with weights, and biases where asked for, between −1 and 1.</summary>
    public static ConvKernel Make(int inputs, int outputs, int groups, Window window, bool biased, int seed)
    {
        var random = new Random(seed);
        return new ConvKernel
        {
            Weight = Numbers([outputs, inputs / groups, .. window.KernelShape], random),
            Bias = biased ? Numbers([outputs], random) : Tensor.Zeros(ElementType.Float64, [outputs]),
            Window = window,
            Groups = groups,
        };
    }

    /// <summary>Random numbers between −1 and 1 in double precision.</summary>
    public static Tensor Numbers(Dims shape, Random random) => Tensor.Build<double>(shape, data =>
    {
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = (2 * random.NextDouble()) - 1;
        }
    });

    /// <summary>
    /// The window of that kernel whose result is as large as that of <paramref name="model"/>; some of its pads may be negative.
    /// </summary>
    private static Window Matching(Window model, Dims kernel, Dims dilations, Dims shifts)
    {
        var pads = new int[2 * model.Rank];
        for (var axis = 0; axis < model.Rank; axis++)
        {
            var total = model.PadBegin(axis) + model.PadEnd(axis) - model.Reach(axis) + (dilations[axis] * (kernel[axis] - 1)) + 1;
            pads[axis] = (total / 2) + shifts[axis];
            pads[axis + model.Rank] = total - pads[axis];
        }

        return Window.Of(kernel, model.Strides, Dims.Create(pads), dilations);
    }

    private static Gen<Dims> Sizes(int count, int from, int to) => Gen.Choose(from, to).ArrayOf(count).Select(sizes => Dims.Create(sizes));

    private static IEnumerable<int> Divisors(int number) => Enumerable.Range(1, number).Where(divisor => number % divisor == 0);
}

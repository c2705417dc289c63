using System.Numerics.Tensors;

namespace DepthCompress.GraphIR;

/// <content>One map after another.</content>
public sealed partial record ConvKernel
{
    /// <summary>
    /// Rows of one tap-by-tap product: enough for the matrix product to be worth its packing, few enough to stay in the cache.
    /// </summary>
    private const int ProductRows = 64;

    /// <summary>Why the two do not compose, in words for the user; null when they do.</summary>
    /// <param name="next">The map applied to the result of this one.</param>
    /// <param name="borders">What is demanded where <paramref name="next"/> pads.</param>
    public string? WhyNotThen(ConvKernel next, BorderRule borders = BorderRule.Exact) =>
        WhyNotComparable(next)
        ?? (Outputs != next.Inputs ? $"the first map gives {Outputs} channels, the second expects {next.Inputs}" : null)
        ?? WhyTooLarge(next)
        ?? (borders is BorderRule.Exact ? WhyBorderDiffers(next) : null);

    /// <summary>
    /// The one map equal to this one followed by <paramref name="next"/>: equal everywhere with <see cref="BorderRule.Exact"/>, equal to
    /// the maps with all padding in front otherwise. Two-stage specification, section 4.1.
    /// </summary>
    /// <exception cref="CompilerBugException">The two do not compose; ask <see cref="WhyNotThen"/> first.</exception>
    public ConvKernel Then(ConvKernel next, BorderRule borders = BorderRule.Exact)
    {
        if (WhyNotThen(next, borders) is { } why)
        {
            throw new CompilerBugException($"composed two maps that do not compose: {why}");
        }

        var groups = TapGrid.CommonStep(Groups, next.Groups);
        var window = ComposedWindow(Window, next.Window);
        return new ConvKernel
        {
            Weight = ComposedWeight(this, next, window, groups),
            Bias = ComposedBias(this, next),
            Window = window,
            Groups = groups,
        }.WithoutCrop();
    }

    /// <summary>
    /// reach = r1 + s1·(r2 − 1), stride = s1·s2, pad = p1 + s1·p2 on either side; the taps keep a common dilation where there is one.
    /// </summary>
    private static Window ComposedWindow(Window first, Window next)
    {
        var rank = first.Rank;
        var (kernel, strides, dilations, pads) = (new int[rank], new int[rank], new int[rank], new int[2 * rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            var stride = first.Strides[axis];
            var span = first.Reach(axis) - 1 + (stride * (next.Reach(axis) - 1));
            dilations[axis] = TapGrid.CommonStep(
                first.KernelShape[axis] > 1 ? first.Dilations[axis] : 0,
                next.KernelShape[axis] > 1 ? stride * next.Dilations[axis] : 0);
            kernel[axis] = (span / dilations[axis]) + 1;
            strides[axis] = stride * next.Strides[axis];
            pads[axis] = first.PadBegin(axis) + (stride * next.PadBegin(axis));
            pads[axis + rank] = first.PadEnd(axis) + (stride * next.PadEnd(axis));
        }

        return Window.Of(Dims.Create(kernel), Dims.Create(strides), Dims.Create(pads), Dims.Create(dilations));
    }

    /// <summary>b[o] = b2[o] + Σ_m b1[m] · Σ_q W2[o, m, q].</summary>
    private static Tensor ComposedBias(ConvKernel first, ConvKernel next)
    {
        if (!first.HasBias)
        {
            return next.Bias;
        }

        var (perGroup, taps) = (next.Weight.Shape[1], next.Taps);
        return Tensor.Build<double>([next.Outputs], bias =>
        {
            var weight = next.Weight.AsSpan<double>();
            var inner = first.Bias.AsSpan<double>();
            next.Bias.AsSpan<double>().CopyTo(bias);
            for (var output = 0; output < bias.Length; output++)
            {
                var start = output / (next.Outputs / next.Groups) * perGroup;
                for (var m = 0; m < perGroup; m++)
                {
                    var response = TensorPrimitives.Sum(weight.Slice(((output * perGroup) + m) * taps, taps));
                    bias[output] += inner[start + m] * response;
                }
            }
        });
    }

    /// <summary>
    /// W[o, i, u] = Σ_m Σ_{d1·p + s1·d2·q = u} W2[o, m, q] · W1[m, i, p], as one matrix product per run of outputs: the taps q join the
    /// rows, the taps p the columns, and the products are then added where p and q meet.
    /// </summary>
    private static Tensor ComposedWeight(ConvKernel first, ConvKernel next, Window window, int groups)
    {
        var result = new double[next.Outputs * (first.Inputs / groups) * window.KernelShape.Product];
        var outputsPerGroup = next.Outputs / next.Groups;
        var run = Math.Max(1, Math.Min(outputsPerGroup, ProductRows / next.Taps));
        var runsPerGroup = (outputsPerGroup + run - 1) / run;
        var plan = new TapPlan(first.Window, next.Window, window);
        Parallel.For(0, next.Groups * runsPerGroup, index =>
        {
            var (group, start) = (index / runsPerGroup, index % runsPerGroup * run);
            ComposeRun(first, next, plan, groups, group, group * outputsPerGroup + start, Math.Min(run, outputsPerGroup - start), result);
        });
        return Tensor.Create<double>([next.Outputs, first.Inputs / groups, .. window.KernelShape], result);
    }

    private static void ComposeRun(
        ConvKernel first, ConvKernel next, TapPlan plan, int groups, int group, int output, int count, double[] result)
    {
        var (middle, perFirst, inputs) = (next.Weight.Shape[1], first.Outputs / first.Groups, first.Weight.Shape[1]);
        var (taps, firstTaps, columns, resultColumns) = (next.Taps, first.Taps, inputs * first.Taps, first.Inputs / groups * plan.Taps);
        var left = Transposed(next.Weight.AsSpan<double>().Slice(output * middle * taps, count * middle * taps), count, middle, taps);
        var right = first.Weight.AsSpan<double>();
        var product = taps == 1 ? [] : new double[count * taps * columns];
        for (int from = group * middle, end = (group + 1) * middle; from < end;)
        {
            // The stretch of inner channels that this group of the second map shares with one group of the first.
            var firstGroup = from / perFirst;
            var length = Math.Min(end, (firstGroup + 1) * perFirst) - from;
            var shift = (firstGroup * inputs % (first.Inputs / groups) * plan.Taps) + (output * resultColumns);
            var rows = left.AsSpan(from - (group * middle));
            var source = right[(from * columns)..];
            if (taps == 1)
            {
                MatrixProduct.Accumulate(rows, middle, source, columns, result.AsSpan(shift), resultColumns, count, length, columns);
            }
            else
            {
                product.AsSpan().Clear();
                MatrixProduct.Accumulate(rows, middle, source, columns, product, columns, count * taps, length, columns);
                plan.Scatter(product, result.AsSpan(shift), count, inputs, resultColumns);
            }

            from += length;
        }
    }

    /// <summary>[count, middle, taps] to [count, taps, middle].</summary>
    private static double[] Transposed(ReadOnlySpan<double> source, int count, int middle, int taps)
    {
        var result = new double[source.Length];
        for (var row = 0; row < count; row++)
        {
            for (var m = 0; m < middle; m++)
            {
                for (var tap = 0; tap < taps; tap++)
                {
                    result[(((row * taps) + tap) * middle) + m] = source[(((row * middle) + m) * taps) + tap];
                }
            }
        }

        return result;
    }
}

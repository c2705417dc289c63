using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes;

/// <summary>
/// Convolutions and average pools as slices and matrix products: one slice of the padded input per tap, stacked along the channels, times
/// the weights as a matrix. Every extent must be a number.
/// </summary>
internal sealed class WindowLowering(Graph graph, GraphBuilder builder, Func<Value, Value> wide, Func<Tensor, Value> widened)
{
    /// <summary>The convolution, or null where its weights are not constants or an extent is not known.</summary>
    public Value? Conv(Node node, Conv conv)
    {
        if (WeightsOf(node) is not { } weight || DimsOf(node.Inputs[0]) is not { } input || DimsOf(node.Output) is not { } output)
        {
            return null;
        }

        var window = conv.Window;
        var padded = Padded(wide(node.Inputs[0]!), [.. Enumerable.Range(0, 2 * window.Rank).Select(i => window.Pads[i])]);
        var (outputs, perGroup) = (weight.Shape[0], weight.Shape[1]);
        if (perGroup == 1 && outputs == conv.Groups)
        {
            return WithBias(node, Depthwise(padded, weight, window, output));
        }

        var matrix = weight.Reshape([conv.Groups, outputs / conv.Groups, perGroup * window.KernelShape.Product]);
        return WithBias(node, Product(padded, widened(matrix), window, conv.Groups, input, output));
    }

    /// <summary>A transposed convolution: the input with zeros between its elements, under the reversed kernel.</summary>
    public Value? ConvTranspose(Node node, ConvTranspose conv)
    {
        if (WeightsOf(node) is not { } weight || DimsOf(node.Inputs[0]) is not { } input || DimsOf(node.Output) is not { } output
            || conv is not { Window.AutoPad: AutoPad.Explicit, OutputShape: null })
        {
            return null;
        }

        var window = conv.Window;
        var spread = Spread(wide(node.Inputs[0]!), input, window.Strides);
        var pads = new int[2 * window.Rank];
        for (var axis = 0; axis < window.Rank; axis++)
        {
            pads[axis] = window.Reach(axis) - 1 - window.PadBegin(axis);
            pads[axis + window.Rank] = output[axis + 2] + window.Reach(axis) - 1 - (input[axis + 2] * window.Strides[axis]) - pads[axis];
        }

        var (inputs, perGroup, taps) = (weight.Shape[0], weight.Shape[1], window.KernelShape.Product);
        var tensor = Tensor.Create<double>(
            [conv.Groups, perGroup, inputs / conv.Groups * taps],
                Reversed(weight.ToDoubles(), conv.Groups, inputs / conv.Groups, perGroup, taps));
        var steps = window with { Strides = Dims.Repeat(1, window.Rank) };
        return WithBias(node, Product(Padded(spread, pads), widened(tensor), steps, conv.Groups, input, output));
    }

    /// <summary>An average pool: the sum over the taps, times one over how many of them count at each position.</summary>
    public Value? AveragePool(Node node, AveragePool pool)
    {
        if (DimsOf(node.Inputs[0]) is not { } input || DimsOf(node.Output) is not { } output)
        {
            return null;
        }

        var window = pool.Window;
        var rank = window.Rank;
        var pads = new int[2 * rank];
        var weights = new double[output[2..].Product];
        weights.AsSpan().Fill(1);
        for (var axis = 0; axis < rank; axis++)
        {
            // With a rounded-up extent the last window may reach beyond the padding.
            pads[axis] = window.PadBegin(axis);
            pads[axis + rank] = Math.Max(window.PadEnd(axis),
                ((output[axis + 2] - 1) * window.Strides[axis]) + window.Reach(axis) - input[axis + 2] - pads[axis]);
            var inner = output[(axis + 3)..].Product;
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] /= Counted(window, axis, i / inner % output[axis + 2], input[axis + 2], pool.CountIncludePad);
            }
        }

        Value? sum = null;
        foreach (var tap in Taps(Padded(wide(node.Inputs[0]!), pads), window, output))
        {
            sum = sum is null ? tap : builder.Apply(new Add(), sum, tap);
        }

        return builder.Apply(new Mul(), sum, builder.Constant(Tensor.Create<double>(output[2..], weights)));
    }

    private static int Counted(Window window, int axis, int position, int extent, bool includePad)
    {
        var start = (position * window.Strides[axis]) - window.PadBegin(axis);
        var (from, to) = includePad ? (-window.PadBegin(axis), extent + window.PadEnd(axis)) : (0, extent);
        return Enumerable.Range(0, window.KernelShape[axis]).Select(tap => start + (tap * window.Dilations[axis]))
            .Count(place => place >= from && place < to);
    }

    /// <summary>Weights [groups, outputs, inputs · taps] times what the taps see, as an image.</summary>
    private Value Product(Value padded, Value weights, Window window, int groups, Dims input, Dims output)
    {
        var (perGroup, count, positions) = (input[1] / groups, window.KernelShape.Product, output[2..].Product);
        Dims single = [input[0], groups, perGroup, 1, positions];
        var taps = Taps(padded, window, output).Select(tap => builder.Apply(new Reshape { Target = single }, tap)).ToList();
        var stacked = builder.Apply(new Reshape { Target = [input[0], groups, perGroup * count, positions] },
            builder.Concat(taps, axis: 3));
        return builder.Apply(new Reshape { Target = output }, builder.Apply(new MatMul(), weights, stacked));
    }

    /// <summary>The sum of what the taps see, each times one number per channel: stacking them would only cost memory.</summary>
    private Value Depthwise(Value padded, Tensor weight, Window window, Dims output)
    {
        var numbers = weight.ToDoubles();
        var (channels, count) = (weight.Shape[0], window.KernelShape.Product);
        Value? sum = null;
        foreach (var (index, tap) in Taps(padded, window, output).Index())
        {
            var factors = Tensor.Create<double>(
                [channels, .. Dims.Repeat(1, window.Rank)],
                    [.. Enumerable.Range(0, channels).Select(channel => numbers[(channel * count) + index])]);
            var product = builder.Apply(new Mul(), tap, builder.Constant(factors));
            sum = sum is null ? product : builder.Apply(new Add(), sum, product);
        }

        return sum!;
    }

    /// <summary>What each tap of the kernel sees, one image per tap.</summary>
    private IEnumerable<Value> Taps(Value padded, Window window, Dims output)
    {
        if (window.KernelShape.Product == 1 && window.Strides.All(stride => stride == 1))
        {
            yield return padded;
            yield break;
        }

        Dims axes = [.. Enumerable.Range(2, window.Rank)];
        for (var tap = 0; tap < window.KernelShape.Product; tap++)
        {
            var starts = new int[window.Rank];
            var ends = new int[window.Rank];
            for (var (axis, rest) = (window.Rank - 1, tap); axis >= 0; rest /= window.KernelShape[axis--])
            {
                starts[axis] = rest % window.KernelShape[axis] * window.Dilations[axis];
                ends[axis] = starts[axis] + ((output[axis + 2] - 1) * window.Strides[axis]) + 1;
            }

            yield return builder.Apply(
                new Slice { Starts = Dims.Create(starts), Ends = Dims.Create(ends), Axes = axes, Steps = window.Strides }, padded);
        }
    }

    /// <summary>Zeros around the spatial axes; negative numbers cut.</summary>
    private Value Padded(Value x, int[] pads)
    {
        var rank = pads.Length / 2;
        return Array.TrueForAll(pads, pad => pad == 0) ? x
            : builder.Apply(new Pad { Pads = [0, 0, .. pads[..rank], 0, 0, .. pads[rank..]] }, x);
    }

    /// <summary>Stride − 1 zeros behind every element of the spatial axes.</summary>
    private Value Spread(Value x, Dims input, Dims strides)
    {
        if (strides.All(stride => stride == 1))
        {
            return x;
        }

        Dims split = [input[0], input[1], .. input[2..].SelectMany(size => new[] { size, 1 })];
        int[] behind = [0, 0, .. strides.SelectMany(stride => new[] { 0, stride - 1 })];
        var apart = builder.Apply(new Pad { Pads = [.. new int[behind.Length], .. behind] },
            builder.Apply(new Reshape { Target = split }, x));
        return builder.Apply(new Reshape { Target = [input[0], input[1], .. input[2..].Zip(strides, (size, stride) => size * stride)] },
            apart);
    }

    private Value WithBias(Node node, Value result)
    {
        if (node.Inputs is not [_, _, { } bias, ..])
        {
            return result;
        }

        var rank = graph.TypeOf(node.Output)!.Shape.Count - 2;
        return builder.Apply(new Add(), result, builder.Apply(new Reshape { Target = [-1, .. Dims.Repeat(1, rank)] }, wide(bias)));
    }

    private Tensor? WeightsOf(Node node) => node.Inputs is [_, { } weight, ..] ? graph.Initializers.GetValueOrDefault(weight) : null;

    private Dims? DimsOf(Value? value) => value is null ? null : graph.TypeOf(value)?.Shape.ToDims();

    /// <summary>[groups · inputs, outputs, taps] → [groups, outputs, inputs, taps backwards].</summary>
    private static double[] Reversed(double[] weights, int groups, int inputs, int outputs, int taps)
    {
        var result = new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var (row, output, tap) = (i / taps / outputs, i / taps % outputs, i % taps);
            var (group, input) = (row / inputs, row % inputs);
            result[(((((group * outputs) + output) * inputs) + input) * taps) + taps - 1 - tap] = weights[i];
        }

        return result;
    }
}

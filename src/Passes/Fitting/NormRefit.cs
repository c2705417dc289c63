using System.Numerics.Tensors;
using DepthCompress.GraphIR;

using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// Scale and shift of normalizations that stand where the original has none, by least squares: what they normalize is to be, channel by
/// channel, as near to the original's value there as it can. Published networks begin with 1 and 0 and leave all of it to training.
/// </summary>
internal static class NormRefit
{
    /// <summary>Every new normalization of a network, front to back.</summary>
    public static Graph Run(IGraphExecutor executor, Graph original, Graph compressed, CalibrationSet calibration)
    {
        var known = original.Nodes.ToHashSet();
        var (reference, current) = (new ActivationCursor(executor, original, calibration), new ActivationCursor(executor, compressed, calibration));
        foreach (var node in compressed.Nodes.Where(node => !known.Contains(node) && IsNew(original, compressed, node)))
        {
            current = current.With(Refit(reference, current, node));
        }

        return current.Graph;
    }

    /// <summary>Whether a node scales and shifts what was normalized and computes a value that the original computes otherwise.</summary>
    private static bool IsNew(Graph original, Graph compressed, Node node) =>
        ScaleOf(compressed, node) is not null && original.ProducerOf(node.Output) is { } before && ScaleOf(original, before) is null
        && original.TypeOf(node.Output) == compressed.TypeOf(node.Output);

    /// <summary>The network with that scale and shift solved for.</summary>
    private static Graph Refit(ActivationCursor reference, ActivationCursor current, Node node)
    {
        var (scale, shift) = ScaleOf(current.Graph, node)!.Value;
        var lines = LinesOf(reference, current, node.Output);
        var (scales, shifts) = (current.Graph.Initializers[scale], current.Graph.Initializers[shift]);
        return current.Graph.WithInitializers(new Dictionary<Value, Tensor>
        {
            [scale] = Changed(scales, (channel, number) => lines[channel].Slope * number),
            [shift] = Changed(shifts, (channel, number) => (lines[channel].Slope * number) + lines[channel].Offset),
        });
    }

    /// <summary>The constants, one number per channel each.</summary>
    private static (Value Scale, Value Shift)? ScaleOf(Graph graph, Node node)
    {
        var channels = graph.TypeOf(node.Output)?.Shape is [_, { IsKnown: true, Size: var size }, ..] ? size : -1;
        return node is { Op: GroupNormalization, Inputs: [_, { } scale, { } shift] } && IsOwn(scale) && IsOwn(shift) ? (scale, shift)
            : node is { Op: Add, Inputs: [{ } scaled, { } added] } && IsOwn(added)
                && graph.ProducerOf(scaled) is { Op: Mul, Inputs: [{ } map, { } factor] } && IsOwn(factor)
                && graph.ProducerOf(map) is { Op: Reshape } back && graph.ProducerOf(back.Inputs[0]!) is { Op: InstanceNormalization } ? (factor, added)
            : null;

        bool IsOwn(Value value) => graph.Initializers.TryGetValue(value, out var tensor) && tensor.Count == channels
            && tensor.Element is ElementType.Float32 && graph.UsesOf(value).Length == 1;
    }

    /// <summary>The best line for each channel, from what the network computes to what the original does.</summary>
    private static (double Slope, double Offset)[] LinesOf(ActivationCursor reference, ActivationCursor current, Value value)
    {
        using var wanted = reference.Open(value);
        using var actual = current.Open(value);
        double[,]? sums = null;
        foreach (var (before, now) in reference.State.Zip(current.State))
        {
            var (want, have) = (wanted.Run(before.AsSpan())[0], actual.Run(now.AsSpan())[0]);
            sums ??= new double[have.Shape[1], 5];
            Count(sums, want, have);
        }

        return [.. Enumerable.Range(0, sums!.GetLength(0)).Select(channel =>
        {
            var (count, x, y, xx, xy) = (sums[channel, 0], sums[channel, 1], sums[channel, 2], sums[channel, 3], sums[channel, 4]);
            var variance = (xx / count) - (x / count * (x / count));
            var slope = variance > 1e-12 ? ((xy / count) - (x / count * (y / count))) / variance : 0;
            return (slope, (y / count) - (slope * x / count));
        })];
    }

    private static void Count(double[,] sums, Tensor want, Tensor have)
    {
        var (channels, positions) = (have.Shape[1], have.Shape[2..].Product);
        for (var plane = 0; plane < have.Shape[0] * channels; plane++)
        {
            var channel = plane % channels;
            var x = have.AsSpan<float>().Slice(plane * positions, positions);
            var y = want.AsSpan<float>().Slice(plane * positions, positions);
            sums[channel, 0] += positions;
            sums[channel, 1] += TensorPrimitives.Sum(x);
            sums[channel, 2] += TensorPrimitives.Sum(y);
            sums[channel, 3] += TensorPrimitives.SumOfSquares(x);
            sums[channel, 4] += TensorPrimitives.Dot(x, y);
        }
    }

    private static Tensor Changed(Tensor tensor, Func<int, double, double> change) =>
        Tensor.Create<double>(tensor.Shape, [.. tensor.ToDoubles().Select((number, channel) => change(channel, number))]).ConvertTo(tensor.Element);
}

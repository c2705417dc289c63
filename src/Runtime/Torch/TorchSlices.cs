using DepthCompress.GraphIR;
using TorchSharp;
using static DepthCompress.Runtime.Torch.Lowered;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>Parts of tensors.</summary>
internal static class TorchSlices
{
    /// <summary>The places along an axis that the second operand names; a known single place is one call.</summary>
    internal static Lowered Gather(Gather gather, Graph graph, Node node)
    {
        if (graph.Initializers.GetValueOrDefault(node.Inputs[1]!) is { Shape.Count: 0, Count: 1 } known)
        {
            var place = (long)known.ToDoubles()[0];
            return Call(x => x[0].select(gather.Axis, place));
        }

        return Composed(x =>
        {
            var (data, places) = (x[0].shape, x[1].shape);
            var axis = gather.Axis < 0 ? gather.Axis + data.Length : gather.Axis;

            // What counts from the end is brought into the range that torch takes.
            var inside = x[1].remainder(data[axis]).reshape(-1).to(x[0].device);
            return x[0].index_select(axis, inside).reshape([.. data[..axis], .. places, .. data[(axis + 1)..]]);
        });
    }

    /// <summary>Parts of stated or computed sizes, or of equal ones, the last of which may be smaller.</summary>
    internal static Lowered Split(Split split, int results) => Results(x =>
    {
        var whole = x[0].shape[split.Axis < 0 ? split.Axis + (int)x[0].dim() : split.Axis];
        var part = (whole + results - 1) / results;
        long[] sizes = split.Sizes is { } stated ? TorchTensors.Longs(stated)
            : x.Optional(1) is { } computed ? TorchTensors.Integers(computed)
            : [.. Enumerable.Range(0, results).Select(i => Math.Clamp(whole - (i * part), 0, part))];
        return x[0].split(sizes, split.Axis);
    });

    /// <summary>Ranges of axes, stated or computed.</summary>
    internal static Lowered Slice(Slice slice)
    {
        if (slice is { Starts: [var start], Ends: [var end], Steps: null or [> 0] } && slice.Axes is null or [_])
        {
            var (axis, step) = (slice.Axes?[0] ?? 0, slice.Steps?[0] ?? 1);
            return Call(x => x[0].slice(axis, start, end, step));
        }

        return Composed(x =>
        {
            var starts = slice.Starts is { } known ? TorchTensors.Longs(known) : TorchTensors.Integers(x[1]);
            var ends = slice.Ends is { } last ? TorchTensors.Longs(last) : TorchTensors.Integers(x[2]);
            var axes = Stated(slice.Axes, x.Optional(3));
            var steps = Stated(slice.Steps, x.Optional(4));
            var result = x[0];
            for (var i = 0; i < starts.Length; i++)
            {
                result = Range(result, axes?[i] ?? i, starts[i], ends[i], steps?[i] ?? 1);
            }

            return result;
        });
    }

    private static long[]? Stated(Dims? stated, Tensor? computed) =>
        stated is { } known ? TorchTensors.Longs(known) : computed is { } places ? TorchTensors.Integers(places) : null;

    private static Tensor Range(Tensor input, long axis, long start, long end, long step)
    {
        if (step > 0)
        {
            return input.slice(axis, start, end, step);
        }

        // Torch takes no negative steps: the places are named one by one.
        var size = input.shape[axis < 0 ? axis + input.dim() : axis];
        var first = Math.Clamp(start < 0 ? start + size : start, 0, Math.Max(0, size - 1));
        var last = end >= int.MaxValue ? -1 : Math.Clamp(end < 0 ? end + size : end, -1, size - 1);
        var places = new List<long>();
        for (var place = first; place > last && size > 0; place += step)
        {
            places.Add(place);
        }

        return input.index_select(axis, torch.tensor(places.ToArray(), torch.ScalarType.Int64, input.device));
    }
}

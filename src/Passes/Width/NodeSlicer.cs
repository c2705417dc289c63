using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Restates the numbers of channels that one operator states.</summary>
/// <param name="kept">What is left.</param>
/// <param name="constants">The constants after they were cut; indices are added.</param>
/// <param name="node">The operator.</param>
internal sealed class NodeSlicer(KeptChannels kept, IDictionary<Value, Tensor> constants, Node node)
{
    private readonly ChannelGroups groups = kept.Groups;

    /// <summary>The same node where it states none.</summary>
    public Node Sliced()
    {
        var op = node.Op switch
        {
            Conv { Groups: > 1 } conv when groups.Graph.TypeOf(node.Inputs[0]!) is not null => conv with { Groups = Left(node.Inputs[0]!, 1) / PerGroup(node.Inputs[1]!) },
            ConvTranspose { Groups: > 1 } conv when groups.Graph.TypeOf(node.Output) is not null => conv with { Groups = Left(node.Output, 1) / PerGroup(node.Inputs[1]!) },
            GroupNormalization norm => norm with { Groups = Left(node.Output, 1) / (Size(node.Output, 1) / norm.Groups) },
            Reshape { Target: { } target } reshape => reshape with { Target = Restated(target, reshape.AllowZero) },
            Resize { Sizes: { } sizes } resize => resize with { Sizes = Resized(sizes, resize.Axes) },
            Split split when UnitsAlong(split.Axis) is { IsEmpty: false } => Divided(split),
            Slice { Starts: { } starts, Ends: { } ends } slice => Moved(slice, starts, ends),
            Pad pad when node.Inputs[0] is { } data && groups.Graph.TypeOf(data) is { } type
                && pad.PadsOfAllAxes(type.Shape.Count) is { } pads => Padded(pad, pads, type.Shape.Count),
            _ => node.Op,
        };
        return node.Op is Gather gather && UnitsAlong(gather.Axis) is { IsEmpty: false } units
            && groups.Graph.Initializers.GetValueOrDefault(node.Inputs[1]!) is { Shape.Count: 1 } indices ? Picked(units, indices)
            : op.Equals(node.Op) ? node
            : node.With(op: op);
    }

    /// <summary>A weight that is computed keeps its shape.</summary>
    private int PerGroup(Value weight) => constants.TryGetValue(weight, out var cut) ? cut.Shape[1] : Size(weight, 1);

    private int Size(Value value, int axis) => groups.Graph.TypeOf(value)!.Shape[axis].Size;

    private int Left(Value value, int axis) => kept.SizeOf(value, axis, Size(value, axis));

    /// <summary>The units of the first operand along an axis that may be counted from the end.</summary>
    private ImmutableArray<int> UnitsAlong(int axis) =>
        groups.UnitsOf(node.Inputs[0]!, axis < 0 ? axis + groups.Graph.TypeOf(node.Inputs[0]!)!.Shape.Count : axis);

    private Dims Restated(Dims target, bool allowsZero) => Dims.Create([.. target.Select((size, axis) =>
    {
        var units = groups.UnitsOf(node.Output, axis);
        var copies = size == 0 && !allowsZero && groups.UnitsOf(node.Inputs[0]!, axis).SequenceEqual(units);
        return units.IsEmpty || size == -1 || copies ? size : kept.CountOf(units);
    })]);

    private Dims Resized(Dims sizes, Dims? axes) => Dims.Create([.. sizes.Select((size, index) =>
        kept.SizeOf(node.Output, axes is { } stated ? stated[index] : index, size))]);

    private Split Divided(Split split)
    {
        var along = split.Axis < 0 ? split.Axis + groups.Graph.TypeOf(node.Inputs[0]!)!.Shape.Count : split.Axis;
        return split with { Sizes = Dims.Create([.. node.Outputs.Select(part => Left(part, along))]), Parts = 0 };
    }

    private Slice Moved(Slice slice, Dims starts, Dims ends)
    {
        var (newStarts, newEnds) = (starts.ToArray(), ends.ToArray());
        var shape = groups.Graph.TypeOf(node.Inputs[0]!)?.Shape;
        for (var i = 0; shape is { } known && i < starts.Count; i++)
        {
            var axis = SliceRange.AxisOf(slice, i, known.Count);
            var units = groups.UnitsOf(node.Inputs[0]!, axis);
            // Channels that are taken in other steps, such as backwards, all stay.
            if (!units.IsEmpty && SliceRange.AllOf(slice, known)![axis] is { Step: 1 } range)
            {
                newStarts[i] = kept.CountBefore(units, range.Start);
                newEnds[i] = kept.CountBefore(units, range.End);
            }
        }

        return slice with { Starts = Dims.Create(newStarts), Ends = Dims.Create(newEnds) };
    }

    /// <summary>A crop takes what is left of what it took; a fill leaves out the places whose channels are gone.</summary>
    private Pad Padded(Pad pad, Dims pads, int rank)
    {
        var restated = pads.ToArray();
        for (var axis = 0; axis < rank; axis++)
        {
            var (inside, outside) = (groups.UnitsOf(node.Inputs[0]!, axis), groups.UnitsOf(node.Output, axis));
            if (inside.IsEmpty || outside.IsEmpty)
            {
                continue;
            }

            var (begin, end) = (pads[axis], pads[axis + rank]);
            restated[axis] = begin > 0 ? kept.CountBefore(outside, begin) : -kept.CountBefore(inside, -begin);
            restated[axis + rank] = end > 0
                ? kept.CountOf(outside) - kept.CountBefore(outside, outside.Length - end)
                : kept.CountBefore(inside, inside.Length + end) - kept.CountOf(inside);
        }

        return restated.AsSpan().SequenceEqual(pads.Span) ? pad : pad with { Pads = Dims.Create(restated), Axes = null };
    }

    /// <summary>
    /// Indices count the places that are left; they may be shared, so that they become new constants. Channels that others than a list of
    /// constants pick all stay.
    /// </summary>
    private Node Picked(ImmutableArray<int> units, Tensor list)
    {
        var places = list.ToDoubles().Select(place => (int)(place < 0 ? place + units.Length : place));
        var left = places.Where(place => !kept.IsRemoved(units[place])).Select(place => (long)kept.CountBefore(units, place)).ToArray();
        var indices = new Value($"{groups.Graph.NameOf(node.Inputs[1]!)}.kept");
        constants[indices] = Tensor.Create<long>([left.Length], left);
        return node.With(inputs: [node.Inputs[0], indices]);
    }
}

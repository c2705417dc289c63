using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>The operators that move channels about.</summary>
internal static class ShapeChannels
{
    public static void Visit(ChannelVisit visit)
    {
        switch (visit.Node.Op)
        {
            case Concat concat:
                Join(visit, concat);
                break;
            case Split split when split.Sizes is not null || split.Parts > 0:
                Divide(visit, split);
                break;
            case Slice slice when visit.ShapeOf(0) is { } shape && SliceRange.AllOf(slice, shape) is { } ranges:
                Cut(visit, ranges);
                break;
            case Pad pad when visit.ShapeOf(0) is { } shape && pad.PadsOfAllAxes(shape.Count) is { } pads:
                Pad(visit, pad, pads);
                break;
            case Reshape { Target: not null } or Flatten or Squeeze { IsComputed: false } or Unsqueeze:
                ChannelRegrouping.Visit(visit);
                break;
            case Transpose transpose when visit.ShapeOf(0) is { } shape:
                Turn(visit, transpose.Permutation ?? Dims.Create([.. Enumerable.Range(0, shape.Count).Reverse()]));
                break;
            case DepthToSpace depth:
                ToSpace(visit, depth);
                break;
            case SpaceToDepth space when visit.Take(0, 1) is { } channels:
                visit.Set(0, 1, [.. Enumerable.Range(0, space.BlockSize * space.BlockSize).SelectMany(_ => channels)]);
                break;
            case ReduceMean { IsComputed: false, Axes: { Count: > 0 } axes } mean when visit.ShapeOf(0) is { } shape:
                Reduce(visit, [.. axes.Select(axis => axis < 0 ? axis + shape.Count : axis)], mean.KeepDims);
                break;
            case Gather gather when visit.ShapeOf(0) is { } shape:
                Pick(visit, gather.Axis < 0 ? gather.Axis + shape.Count : gather.Axis);
                break;
        }
    }

    private static void Join(ChannelVisit visit, Concat concat)
    {
        var shapes = Enumerable.Range(0, visit.Node.Inputs.Length).Select(visit.ShapeOf).ToList();
        if (shapes.Contains(null) || visit.ResultShape() is not { } result)
        {
            return;
        }

        var along = concat.Axis < 0 ? concat.Axis + result.Count : concat.Axis;
        foreach (var axis in Enumerable.Range(0, shapes.Count).SelectMany(slot => visit.AxesOf(slot)).Distinct().Order())
        {
            var found = shapes.Select((_, slot) => visit.Take(slot, axis)).ToList();
            if (axis == along)
            {
                visit.Set(0, axis, [.. found.SelectMany((own, slot) => own ?? Fixed(visit, slot, shapes[slot]!.Value[axis]))]);
                continue;
            }

            var first = found.First(own => own is not null)!;
            for (var slot = 0; slot < found.Count; slot++)
            {
                if (found[slot] is { } own)
                {
                    visit.Labels.Couple(first, own, visit.Node, "side by side");
                }
                else
                {
                    visit.Labels.Pin(first, $"'{visit.Node.Name}' (Concat) puts them beside channels that are fixed");
                }
            }

            visit.Set(0, axis, first);
        }
    }

    /// <summary>Places that come from an input, a constant or what is not understood.</summary>
    private static int[] Fixed(ChannelVisit visit, int slot, Dim size)
    {
        var made = visit.Labels.Make(visit.Node, size.IsKnown ? size.Size : 0);
        visit.Labels.Pin(made, $"they come from operand {slot} of '{visit.Node.Name}' ({visit.Node.Op.OpType}), whose channels are fixed");
        return made;
    }

    private static void Divide(ChannelVisit visit, Split split)
    {
        if (Enumerable.Range(0, visit.Node.Outputs.Length).Any(part => visit.ResultShape(part) is null))
        {
            return;
        }

        foreach (var axis in visit.AxesOf(0))
        {
            var (channels, start) = (visit.Take(0, axis)!, 0);
            var along = split.Axis < 0 ? split.Axis + visit.ShapeOf(0)!.Value.Count : split.Axis;
            for (var part = 0; part < visit.Node.Outputs.Length; part++)
            {
                var size = axis == along ? visit.ResultShape(part)!.Value[axis].Size : channels.Length;
                visit.Set(part, axis, axis == along ? channels[start..(start + size)] : channels);
                start += size;
            }
        }
    }

    private static void Cut(ChannelVisit visit, IReadOnlyDictionary<int, SliceRange> ranges)
    {
        foreach (var axis in visit.AxesOf(0))
        {
            if (!ranges.TryGetValue(axis, out var range))
            {
                visit.Pass(axis);
            }
            else if (range.Step == 1)
            {
                visit.Set(0, axis, visit.Take(0, axis)![range.Start..range.End]);
            }
        }
    }

    private static void Pad(ChannelVisit visit, Pad pad, Dims pads)
    {
        var rank = pads.Count / 2;
        foreach (var axis in visit.AxesOf(0))
        {
            var (begin, end) = (pads[axis], pads[axis + rank]);
            if (pad.Mode != "constant" && (begin > 0 || end > 0))
            {
                continue;
            }

            var channels = visit.Take(0, axis)!;
            var kept = channels[Math.Max(0, -begin)..(channels.Length - Math.Max(0, -end))];
            visit.Set(0, axis, [.. Filled(visit, begin), .. kept, .. Filled(visit, end)]);
        }
    }

    /// <summary>Filled channels can be left out like those that are computed.</summary>
    private static int[] Filled(ChannelVisit visit, int count) => count > 0 ? visit.Labels.Make(visit.Node, count) : [];

    private static void Turn(ChannelVisit visit, Dims permutation)
    {
        for (var axis = 0; axis < permutation.Count; axis++)
        {
            visit.Set(0, axis, visit.Take(0, permutation[axis]));
        }
    }

    /// <summary>Every channel of the result is made of as many as a block has places.</summary>
    private static void ToSpace(ChannelVisit visit, DepthToSpace depth)
    {
        if (visit.Take(0, 1) is not { } channels)
        {
            return;
        }

        var (places, results) = (depth.BlockSize * depth.BlockSize, channels.Length / (depth.BlockSize * depth.BlockSize));
        int[] Block(int result) =>
            [.. Enumerable.Range(0, places).Select(place =>
                channels[depth.Mode == "DCR" ? (place * results) + result : (result * places) + place])];
        var blocks = Enumerable.Range(0, results).Select(Block).ToList();
        visit.Labels.CoupleEach(blocks, visit.Node, "a block of one channel");
        visit.Set(0, 1, [.. blocks.Select(block => block[0])]);
    }

    private static void Reduce(ChannelVisit visit, HashSet<int> axes, bool keeps)
    {
        foreach (var axis in visit.AxesOf(0).Where(axis => !axes.Contains(axis)))
        {
            visit.Set(0, keeps ? axis : axis - axes.Count(other => other < axis), visit.Take(0, axis));
        }
    }

    private static void Pick(ChannelVisit visit, int along)
    {
        if (visit.ShapeOf(1) is not { } indices)
        {
            return;
        }

        foreach (var axis in visit.AxesOf(0))
        {
            if (axis != along)
            {
                visit.Set(0, axis < along ? axis : axis + indices.Count - 1, visit.Take(0, axis));
            }
            else if (indices.Count == 1 && visit.ConstantOf(1) is { } places)
            {
                var channels = visit.Take(0, axis)!;
                visit.Set(0, axis, [.. places.ToDoubles().Select(place => channels[(int)(place < 0 ? place + channels.Length : place)])]);
            }
        }
    }
}

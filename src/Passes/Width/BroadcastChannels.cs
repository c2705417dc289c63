using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Functions of several operands, element by element and broadcast: channels that meet go together.</summary>
internal static class BroadcastChannels
{
    public static void Visit(ChannelVisit visit)
    {
        if (visit.ResultShape() is not { } shape || Enumerable.Range(0, visit.Node.Inputs.Length).Any(slot => visit.ShapeOf(slot) is null))
        {
            return;
        }

        for (var axis = 0; axis < shape.Count; axis++)
        {
            Meet(visit, axis, shape);
        }
    }

    private static void Meet(ChannelVisit visit, int axis, Shape shape)
    {
        int[]? channels = null;
        var others = new List<(int Slot, int Axis)>();
        for (var slot = 0; slot < visit.Node.Inputs.Length; slot++)
        {
            var own = visit.ShapeOf(slot) is { } operand ? axis - (shape.Count - operand.Count) : -1;
            if (own < 0 || (visit.ShapeOf(slot)!.Value[own] == 1 && shape[axis] != 1))
            {
                // A single channel that is repeated: nobody removes the last channel of a value.
                _ = own < 0 ? null : visit.Take(slot, own);
            }
            else if (visit.Take(slot, own) is not { } found)
            {
                others.Add((slot, own));
            }
            else if (channels is null)
            {
                channels = found;
            }
            else
            {
                visit.Labels.Couple(channels, found, visit.Node, visit.Node.Op is Add or Sum ? "added" : "combined");
            }
        }

        if (channels is null)
        {
            return;
        }

        foreach (var (slot, own) in others)
        {
            Fix(visit, slot, own, channels);
        }

        visit.Set(0, axis, channels);
    }

    private static void Fix(ChannelVisit visit, int slot, int axis, int[] channels)
    {
        if (visit.ConstantOf(slot) is not null)
        {
            visit.Cut(slot, axis, channels, WeightRole.Follows);
        }
        else
        {
            visit.Labels.Pin(channels, $"'{visit.Node.Name}' ({visit.Node.Op.OpType}) combines them with channels that are fixed");
        }
    }
}

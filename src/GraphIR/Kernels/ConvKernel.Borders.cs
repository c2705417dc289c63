namespace DepthCompress.GraphIR;

/// <content>When one map may follow another.</content>
public sealed partial record ConvKernel
{
    private string? WhyNotComparable(ConvKernel other)
    {
        if (Rank != other.Rank)
        {
            return $"one map has {Rank} spatial axes, the other {other.Rank}";
        }

        if (Window.AutoPad is not AutoPad.Explicit || other.Window.AutoPad is not AutoPad.Explicit)
        {
            return "the padding of one map depends on the extent of its input";
        }

        return IsFinite(Weight) && IsFinite(Bias) && IsFinite(other.Weight) && IsFinite(other.Bias)
            ? null
            : "a weight or bias is infinite or not a number";
    }

    /// <summary>
    /// Zeros that the second map inserts are harmless where the first map, with zeros around its input, gives zero anyway.
    /// </summary>
    private string? WhyBorderDiffers(ConvKernel next)
    {
        if (next.Window.IsUnpadded || TapGrid.Support(next) is not { } reads)
        {
            return null;
        }

        var gives = TapGrid.Support(this);
        for (var axis = 0; axis < Rank; axis++)
        {
            var (step, last) = (next.Window.Dilations[axis], next.Window.KernelShape[axis] - 1);
            var front = next.Window.PadBegin(axis) > step * reads.First[axis];
            var back = next.Window.PadEnd(axis) > step * (last - reads.Last[axis]);
            if (!front && !back)
            {
                continue;
            }

            var between = $"the second map pads by {string.Join(',', next.Window.Pads)} between the two";
            if (HasBias)
            {
                return $"{between}, where the first map gives its bias instead of zeros";
            }

            if (gives is { } reach && ((front && ReachesInFront(axis, reach.Last[axis], InnermostZero(next.Window, axis, reads)))
                || (back && ReachesBehind(axis, reach.First[axis]))))
            {
                return $"{between}, where the first map's kernel {string.Join('x', Window.KernelShape)} reaches over the border";
            }
        }

        return null;
    }

    /// <summary>Whether output −j, as the infinite grid has it, reads an input: up to row last·d − j·s − p.</summary>
    private bool ReachesInFront(int axis, int last, int j) =>
        Window.Dilations[axis] * last >= (Window.Strides[axis] * j) + Window.PadBegin(axis);

    /// <summary>
    /// Whether the first output beyond the last one reads an input: it begins at row H + p − reach + 1 or later, whatever the extent H
    /// leaves over from the stride.
    /// </summary>
    private bool ReachesBehind(int axis, int first) =>
        Window.Dilations[axis] * (Window.KernelShape[axis] - 1 - first) > Window.PadEnd(axis);

    /// <summary>How far in front of its input the nearest zero lies that the window reads: 1 for the row next to the input.</summary>
    private static int InnermostZero(Window window, int axis, (int[] First, int[] Last) reads)
    {
        var nearest = int.MaxValue;
        for (var tap = reads.First[axis]; tap <= reads.Last[axis]; tap++)
        {
            var distance = window.PadBegin(axis) - (tap * window.Dilations[axis]);
            if (distance > 0)
            {
                nearest = Math.Min(nearest, ((distance - 1) % window.Strides[axis]) + 1);
            }
        }

        return nearest;
    }

    private string? WhyTooLarge(ConvKernel next)
    {
        var elements = (double)next.Outputs * Inputs / TapGrid.CommonStep(Groups, next.Groups);
        for (var axis = 0; axis < Rank; axis++)
        {
            elements *= Window.Reach(axis) + (Window.Strides[axis] * (double)(next.Window.Reach(axis) - 1));
            var pad = Math.Max(Math.Abs((double)next.Window.PadBegin(axis)), Math.Abs((double)next.Window.PadEnd(axis)));
            if (Math.Max(pad, next.Window.Strides[axis]) * Window.Strides[axis] > int.MaxValue / 2)
            {
                return "the merged stride or padding is too large";
            }
        }

        return elements <= int.MaxValue / sizeof(double) ? null : $"the merged kernel would have {elements:0} weights";
    }
}

namespace DepthCompress.GraphIR;

/// <content>When one map may follow another.</content>
public sealed partial record ConvKernel
{
    /// <summary>What one array of doubles holds.</summary>
    private const int MostWeights = int.MaxValue / sizeof(double);

    /// <summary>More rows than any feature map has; sums of a few such numbers do not overflow.</summary>
    private const int MostRows = 1 << 28;

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

        if (!IsModest(Window) || !IsModest(other.Window))
        {
            return "a kernel, stride, dilation or padding is too large";
        }

        return IsFinite(Weight) && IsFinite(Bias) && IsFinite(other.Weight) && IsFinite(other.Bias)
            ? null
            : "a weight or bias is infinite or not a number";
    }

    private static bool IsModest(Window window) => Enumerable.Range(0, window.Rank).All(axis =>
        ((long)window.Dilations[axis] * (window.KernelShape[axis] - 1)) + 1 <= MostRows && window.Strides[axis] <= MostRows
        && Math.Abs((long)window.PadBegin(axis)) <= MostRows && Math.Abs((long)window.PadEnd(axis)) <= MostRows);

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
        for (var axis = 0; axis < Rank; axis++)
        {
            var stride = (long)Window.Strides[axis];
            var pad = Math.Max(Math.Abs((long)next.Window.PadBegin(axis)), Math.Abs((long)next.Window.PadEnd(axis)));
            if ((stride * Math.Max(pad, Math.Max(next.Window.Strides[axis], next.Window.Reach(axis)))) + Window.Reach(axis) > MostRows)
            {
                return "the merged kernel, stride or padding would be too large";
            }
        }

        var weights = WeightsWithoutCrop(ComposedWindow(Window, next.Window), next.Outputs, Inputs / TapGrid.CommonStep(Groups, next.Groups));
        return weights <= MostWeights ? null : $"the merged kernel would have {weights:0} weights";
    }

    /// <summary>The size of a kernel once negative pads have become zero taps; an upper bound, as a number that does not overflow.</summary>
    private static double WeightsWithoutCrop(Window window, int outputs, int inputs)
    {
        var weights = (double)outputs * inputs;
        for (var axis = 0; axis < window.Rank; axis++)
        {
            var crop = Math.Max(0.0, -window.PadBegin(axis)) + Math.Max(0.0, -window.PadEnd(axis));
            weights *= crop == 0 ? window.KernelShape[axis] : window.Reach(axis) + crop;
        }

        return weights;
    }
}

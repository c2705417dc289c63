using System.Numerics.Tensors;

namespace DepthCompress.GraphIR;

/// <content>Two maps over the same input, added.</content>
public sealed partial record ConvKernel
{
    /// <summary>Why the sum of both is not one map, in words for the user; null when it is.</summary>
    public string? WhyNotPlus(ConvKernel other)
    {
        if (WhyNotComparable(other) is { } why)
        {
            return why;
        }

        if (Inputs != other.Inputs)
        {
            return $"one map reads {Inputs} channels, the other {other.Inputs}";
        }

        if (Outputs != other.Outputs)
        {
            return $"one map gives {Outputs} channels, the other {other.Outputs}";
        }

        if (Window.Strides != other.Window.Strides)
        {
            return $"one map has stride {string.Join(',', Window.Strides)}, the other {string.Join(',', other.Window.Strides)}";
        }

        for (var axis = 0; axis < Rank; axis++)
        {
            if (Growth(axis) != other.Growth(axis))
            {
                return $"the results differ in size: along axis {axis} one map changes the extent by {Growth(axis):+0;-0;0}, "
                    + $"the other by {other.Growth(axis):+0;-0;0}";
            }
        }

        var weights = WeightsWithoutCrop(CommonWindow(Window, other.Window), Outputs, Inputs / TapGrid.CommonStep(Groups, other.Groups));
        return weights <= MostWeights ? null : $"the merged kernel would have {weights:0} weights";
    }

    /// <summary>
    /// The one map equal to the sum of both over the same input. Kernels, dilations and pads are aligned; exact everywhere.
    /// </summary>
    /// <exception cref="CompilerBugException">The two do not add; ask <see cref="WhyNotPlus"/> first.</exception>
    public ConvKernel Plus(ConvKernel other)
    {
        if (WhyNotPlus(other) is { } why)
        {
            throw new CompilerBugException($"added two maps that do not add: {why}");
        }

        var window = CommonWindow(Window, other.Window);
        var groups = TapGrid.CommonStep(Groups, other.Groups);
        var (left, right) = (MovedInto(window).WithGroups(groups), other.MovedInto(window).WithGroups(groups));
        return new ConvKernel
        {
            Weight = Added(left.Weight, right.Weight),
            Bias = Added(left.Bias, right.Bias),
            Window = window,
            Groups = groups,
        }.WithoutCrop();
    }

    /// <summary>How much an axis grows before the stride divides it; equal growth means equal results for every input extent.</summary>
    private int Growth(int axis) => Window.PadBegin(axis) + Window.PadEnd(axis) + 1 - Window.Reach(axis);

    /// <summary>
    /// The smallest window that contains the taps of both: it begins where the earlier one begins and ends where the later one ends.
    /// </summary>
    private static Window CommonWindow(Window left, Window right)
    {
        var rank = left.Rank;
        var (kernel, dilations, pads) = (new int[rank], new int[rank], new int[2 * rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            var (front, back) = (Math.Max(left.PadBegin(axis), right.PadBegin(axis)), Math.Max(left.PadEnd(axis), right.PadEnd(axis)));
            var span = front + back + left.Reach(axis) - 1 - left.PadBegin(axis) - left.PadEnd(axis);
            dilations[axis] = TapGrid.CommonStep(
                left.KernelShape[axis] > 1 ? left.Dilations[axis] : 0,
                right.KernelShape[axis] > 1 ? right.Dilations[axis] : 0,
                left.PadBegin(axis) - right.PadBegin(axis));
            (kernel[axis], pads[axis], pads[axis + rank]) = ((span / dilations[axis]) + 1, front, back);
        }

        return Window.Of(Dims.Create(kernel), left.Strides, Dims.Create(pads), Dims.Create(dilations));
    }

    private static Tensor Added(Tensor left, Tensor right) =>
        Tensor.Build<double>(left.Shape, sum => TensorPrimitives.Add(left.AsSpan<double>(), right.AsSpan<double>(), sum));
}

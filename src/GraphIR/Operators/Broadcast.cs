namespace DepthCompress.GraphIR;

/// <summary>
/// The arithmetic of element-wise operators over several operands: axes are aligned from the right, an axis of 1 is repeated.
/// </summary>
internal static class Broadcast
{
    /// <summary>Refuses the alignment of opsets before 7, which named the first axis of the second operand.</summary>
    public static void RefuseLegacy(AttributeReader attributes)
    {
        if (attributes.Int("broadcast", 0) != 0 || attributes.Has("axis"))
        {
            attributes.Refuse("operands are aligned as in opset 6, by a stated axis");
        }
    }

    /// <summary>The common type of the operands.</summary>
    public static Inference Infer(ReadOnlySpan<Operand> operands)
    {
        TensorType? common = null;
        foreach (var operand in operands)
        {
            if (operand.Type is not { } type)
            {
                return operand.IsPresent ? Inference.Unknown : Inference.Fail("an operand is missing");
            }

            if (common is null)
            {
                common = type;
            }
            else if (common.Element != type.Element)
            {
                return Inference.Fail($"the operands are {common.Element.ToText()} and {type.Element.ToText()}");
            }
            else if (Shapes(common.Shape, type.Shape) is { } shape)
            {
                common = common with { Shape = shape };
            }
            else
            {
                return Inference.Fail($"the shapes {common.Shape} and {type.Shape} do not broadcast");
            }
        }

        return common is null ? Inference.Fail("the operands are missing") : common;
    }

    /// <summary>The shape both broadcast to; null where they contradict each other.</summary>
    public static Shape? Shapes(Shape left, Shape right)
    {
        var axes = new Dim[Math.Max(left.Count, right.Count)];
        for (var i = 1; i <= axes.Length; i++)
        {
            var one = i <= left.Count ? left[^i] : 1;
            var other = i <= right.Count ? right[^i] : 1;
            if (Axes(one, other) is not { } axis)
            {
                return null;
            }

            axes[^i] = axis;
        }

        return Shape.Create(axes);
    }

    /// <summary>A name against a size above 1 must be that size, or 1: either way the result has that size.</summary>
    private static Dim? Axes(Dim left, Dim right) =>
        left == right ? left
        : left is { IsKnown: true, Size: 1 } ? right
        : right is { IsKnown: true, Size: 1 } ? left
        : left.IsKnown && right.IsKnown ? null
        : left.IsKnown ? left
        : right.IsKnown ? right
        : Dim.Unknown;
}

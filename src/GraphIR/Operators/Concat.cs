namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Concat</c>: the operands behind one another along one axis.
/// </summary>
public sealed record Concat : Operator, IOperator<Concat>
{
    /// <inheritdoc/>
    public static string Type => "Concat";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <summary>The axis that grows.</summary>
    public required int Axis { get; init; }

    /// <inheritdoc/>
    public static Concat Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        if (!attributes.Has("axis"))
        {
            attributes.Refuse("the axis is not stated");
        }

        return new() { Axis = attributes.Int("axis", 1) };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes) => attributes.Int("axis", Axis);

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        TensorType? joined = null;
        foreach (var operand in operands)
        {
            if (operand.Type is not { Shape: var shape } type)
            {
                return Inference.Unknown;
            }

            if (GraphIR.Axis.Of(Axis, shape.Count) is not { } axis)
            {
                return GraphIR.Axis.Fail(Axis, shape);
            }

            if (joined is null)
            {
                joined = type;
            }
            else if (joined.Element != type.Element || Join(joined.Shape, shape, axis) is not { } wider)
            {
                return Inference.Fail($"{joined} and {type} do not join along axis {Axis}");
            }
            else
            {
                joined = joined with { Shape = wider };
            }
        }

        return joined is null ? Inference.Fail("the operands are missing") : joined;
    }

    private static Shape? Join(Shape left, Shape right, int along)
    {
        if (left.Count != right.Count)
        {
            return null;
        }

        var axes = left.ToArray();
        for (var axis = 0; axis < axes.Length; axis++)
        {
            var other = right[axis];
            if (axis == along)
            {
                axes[axis] = axes[axis].IsKnown && other.IsKnown && (long)axes[axis].Size + other.Size <= int.MaxValue
                    ? axes[axis].Size + other.Size : Dim.Unknown;
            }
            else if (axes[axis].IsKnown && other.IsKnown && axes[axis] != other)
            {
                return null;
            }
            else if (!axes[axis].IsKnown && (other.IsKnown || axes[axis] == Dim.Unknown))
            {
                axes[axis] = other;
            }
        }

        return Shape.Create(axes);
    }
}

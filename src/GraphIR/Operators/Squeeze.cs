namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Squeeze</c>: axes of size 1 disappear.
/// </summary>
public sealed record Squeeze : Operator, IOperator<Squeeze>
{
    /// <inheritdoc/>
    public static string Type => "Squeeze";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => IsComputed ? 13 : base.Since;

    /// <summary>The axes; null where all of size 1 are meant, or where they are computed.</summary>
    public Dims? Axes { get; init; }

    /// <summary>Whether the axes are computed while the network runs; they then stay an operand.</summary>
    public bool IsComputed { get; init; }

    /// <inheritdoc/>
    public static Squeeze Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var isComputed = AttributeReader.IsComputed(operands, first: 1);
        var axes = isComputed ? null : attributes.IntsOrOperand("axes", 1, operands);
        return new() { Axes = axes, IsComputed = isComputed };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        if (Axes is { } axes)
        {
            attributes.IntsOrOperand("axes", 1, axes, since: 13);
        }
    }


    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (IsComputed || operands is not [{ Type: { Shape: var shape } type }, ..])
        {
            return Inference.Unknown;
        }

        if (Axes is not { } stated)
        {
            return shape.IsKnown ? type with { Shape = Shape.Create([.. shape.Where(size => size != 1)]) } : Inference.Unknown;
        }

        return Axis.Of(stated, shape.Count) is not { } axes ? Axis.Fail(stated, shape)
            : axes.Any(axis => shape[axis] is { IsKnown: true, Size: not 1 })
                ? Inference.Fail($"the axes {stated} of {shape} are not of size 1")
            : type with { Shape = Shape.Create([.. shape.Where((_, axis) => !axes.Contains(axis))]) };
    }
}

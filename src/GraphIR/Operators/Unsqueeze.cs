namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Unsqueeze</c>: axes of size 1 appear, at stated places of the result.
/// </summary>
public sealed record Unsqueeze : Operator, IOperator<Unsqueeze>
{
    /// <inheritdoc/>
    public static string Type => "Unsqueeze";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => Axes is null ? 13 : base.Since;

    /// <summary>The axes; null where they are computed.</summary>
    public Dims? Axes { get; init; }

    /// <inheritdoc/>
    public static Unsqueeze Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var isComputed = AttributeReader.IsComputed(operands, first: 1);
        var axes = isComputed ? null : attributes.IntsOrOperand("axes", 1, operands);
        if (axes is null && !isComputed)
        {
            attributes.Refuse("the axes are not stated");
        }

        return new() { Axes = axes };
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
        if (Axes is not { } stated || operands is not [{ Type: { Shape: var shape } type }, ..])
        {
            return Inference.Unknown;
        }

        if (Axis.Of(stated, shape.Count + stated.Count) is not { } axes)
        {
            return Inference.Fail($"{stated} are not new axes of the shape {shape}");
        }

        var result = shape.ToList();
        foreach (var axis in axes.Order())
        {
            result.Insert(axis, 1);
        }

        return type with { Shape = Shape.Create([.. result]) };
    }
}

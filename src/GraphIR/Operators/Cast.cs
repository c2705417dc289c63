namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Cast</c> to another element type.
/// </summary>
public sealed record Cast : Operator, IOperator<Cast>
{
    /// <inheritdoc/>
    public static string Type => "Cast";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <summary>The element type of the result.</summary>
    public required ElementType To { get; init; }

    /// <summary>Whether 8-bit floats stop at their largest number.</summary>
    public bool Saturate { get; init; } = true;

    /// <inheritdoc/>
    public static Cast Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var to = (ElementType)attributes.Int("to", 0);
        if (to.Bits() == 0)
        {
            attributes.Refuse("the element type is not stated, or is text");
        }

        return new() { To = to, Saturate = attributes.Flag("saturate", true) };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Int("to", (int)To);
        attributes.Flag("saturate", Saturate, otherwise: true);
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) =>
        operands is [{ Type: { } type }, ..] ? type with { Element = To } : Inference.LikeFirst(operands);
}

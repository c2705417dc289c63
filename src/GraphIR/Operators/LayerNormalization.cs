namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>LayerNormalization</c> over the axes from a stated one on. Operands: input, scale, and shift or none.
/// </summary>
public sealed record LayerNormalization : Operator, IOperator<LayerNormalization>
{
    /// <inheritdoc/>
    public static string Type => "LayerNormalization";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 2;

    /// <inheritdoc/>
    public override int Since => 17;

    /// <summary>The first axis of what is normalized.</summary>
    public int Axis { get; init; } = -1;

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>The ONNX number of the element type that statistics are computed in.</summary>
    public int StashType { get; init; } = (int)ElementType.Float32;

    /// <inheritdoc/>
    public static LayerNormalization Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new()
    {
        Axis = attributes.Int("axis", -1),
        Epsilon = attributes.Float("epsilon", 1e-5f),
        StashType = attributes.Int("stash_type", (int)ElementType.Float32),
    };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Int("axis", Axis, otherwise: -1);
        attributes.Float("epsilon", Epsilon, otherwise: 1e-5f);
        attributes.Int("stash_type", StashType, otherwise: (int)ElementType.Float32);
    }

    /// <inheritdoc/>
    public override OperandKind KindOf(int slot) => slot is 0 ? OperandKind.Data : OperandKind.Weight;

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) =>
        operands is [{ Type: { } type }, ..] && GraphIR.Axis.Of(Axis, type.Shape.Count) is null
        ? GraphIR.Axis.Fail(Axis, type.Shape)
        : Inference.LikeFirst(operands);
}

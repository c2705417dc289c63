namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>Swish</c> (SiLU for α = 1): x · sigmoid(αx).</summary>
public sealed record Swish : Operator, IOperator<Swish>
{
    /// <inheritdoc/>
    public static string Type => "Swish";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => 24;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <summary>How sharply it bends.</summary>
    public float Alpha { get; init; } = 1f;

    /// <inheritdoc/>
    public static Swish Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new()
    {
        Alpha = attributes.Float("alpha", 1f),
    };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Float("alpha", Alpha, otherwise: 1f);
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>Mish</c>: x · tanh(ln(1 + eˣ)).</summary>
public sealed record Mish : Operator, IOperator<Mish>
{
    /// <inheritdoc/>
    public static string Type => "Mish";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => 18;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <inheritdoc/>
    public static Mish Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new();

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>Sigmoid</c>: 1 / (1 + e⁻ˣ).</summary>
public sealed record Sigmoid : Operator, IOperator<Sigmoid>
{
    /// <inheritdoc/>
    public static string Type => "Sigmoid";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <inheritdoc/>
    public static Sigmoid Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new();

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>Tanh</c>.</summary>
public sealed record Tanh : Operator, IOperator<Tanh>
{
    /// <inheritdoc/>
    public static string Type => "Tanh";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <inheritdoc/>
    public static Tanh Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new();

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

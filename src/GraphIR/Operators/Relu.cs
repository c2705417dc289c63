namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>Relu</c>: max(x, 0).</summary>
public sealed record Relu : Operator, IOperator<Relu>
{
    /// <inheritdoc/>
    public static string Type => "Relu";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <inheritdoc/>
    public static Relu Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new();

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

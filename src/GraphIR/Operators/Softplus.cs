namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>Softplus</c>: ln(1 + eˣ).</summary>
public sealed record Softplus : Operator, IOperator<Softplus>
{
    /// <inheritdoc/>
    public static string Type => "Softplus";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <inheritdoc/>
    public static Softplus Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new();

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

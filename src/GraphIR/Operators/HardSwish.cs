namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>HardSwish</c>: x · max(0, min(1, x / 6 + 0.5)).</summary>
public sealed record HardSwish : Operator, IOperator<HardSwish>
{
    /// <inheritdoc/>
    public static string Type => "HardSwish";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => 14;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <inheritdoc/>
    public static HardSwish Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new();

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

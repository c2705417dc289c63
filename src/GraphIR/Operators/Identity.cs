namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Identity</c>: the operand under another name.
/// </summary>
public sealed record Identity : Operator, IOperator<Identity>
{
    /// <inheritdoc/>
    public static string Type => "Identity";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override Role Role => Role.Linear;

    /// <inheritdoc/>
    public static Identity Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new();

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);

    /// <inheritdoc/>
    public override ConvKernel? Lift(ReadOnlySpan<Operand> operands) => PerChannel.Identity(operands);
}

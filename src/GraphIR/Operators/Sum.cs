namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>Sum</c>: the sum of any number of operands, broadcast.</summary>
public sealed record Sum : Operator, IOperator<Sum>
{
    /// <inheritdoc/>
    public static string Type => "Sum";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override Role Role => Role.Join;

    /// <inheritdoc/>
    public static Sum Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new();

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Broadcast.Infer(operands);
}

namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>Add</c>: the sum of two operands, broadcast.</summary>
public sealed record Add : Operator, IOperator<Add>
{
    /// <inheritdoc/>
    public static string Type => "Add";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 2;

    /// <inheritdoc/>
    public override Role Role => Role.Join;

    /// <inheritdoc/>
    public static Add Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        Broadcast.RefuseLegacy(attributes);
        return new();
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Broadcast.Infer(operands);

    /// <inheritdoc/>
    public override ConvKernel? Lift(ReadOnlySpan<Operand> operands) =>
        operands is [{ Type: { } input } x, var constant] && PerChannel.Constant(x, constant) is { } numbers
            ? PerChannel.Map([.. numbers.Select(_ => 1.0)], numbers, input.Shape.Count - 2)
            : null;
}

namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>Mul</c>: the product of two operands, broadcast.</summary>
public sealed record Mul : Operator, IOperator<Mul>
{
    /// <inheritdoc/>
    public static string Type => "Mul";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 2;

    /// <inheritdoc/>
    public override Role Role => Role.Linear;

    /// <inheritdoc/>
    public static Mul Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
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
            ? PerChannel.Map(numbers, new double[numbers.Length], input.Shape.Count - 2)
            : null;
}

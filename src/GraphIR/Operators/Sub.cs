namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>Sub</c>: the difference of two operands, broadcast.</summary>
public sealed record Sub : Operator, IOperator<Sub>
{
    /// <inheritdoc/>
    public static string Type => "Sub";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 2;

    /// <inheritdoc/>
    public override Role Role => Role.Linear;

    /// <inheritdoc/>
    public static Sub Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
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
            ? PerChannel.Map([.. numbers.Select(_ => 1.0)], [.. numbers.Select(number => -number)], input.Shape.Count - 2)
            : null;
}

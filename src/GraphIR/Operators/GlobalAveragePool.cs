namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>GlobalAveragePool</c>: the mean over all spatial axes.</summary>
public sealed record GlobalAveragePool : Operator, IOperator<GlobalAveragePool>
{
    /// <inheritdoc/>
    public static string Type => "GlobalAveragePool";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public static GlobalAveragePool Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new();

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Pooled(operands);

    /// <summary>[N, C, 1, …] of [N, C, H, …].</summary>
    internal static Inference Pooled(ReadOnlySpan<Operand> operands) => operands switch
    {
        [{ Type: { Shape: [var batch, var channels, _, ..] } input }] =>
            input with { Shape = [batch, channels, .. Dims.Repeat(1, input.Shape.Count - 2).Select(size => new Dim(size))] },
        [{ Type: { } input }] => Inference.Fail($"the input {input.Shape} has no spatial axes"),
        _ => Inference.Unknown,
    };
}

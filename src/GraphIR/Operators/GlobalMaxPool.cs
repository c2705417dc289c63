namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>GlobalMaxPool</c>: the largest over all spatial axes.</summary>
public sealed record GlobalMaxPool : Operator, IOperator<GlobalMaxPool>
{
    /// <inheritdoc/>
    public static string Type => "GlobalMaxPool";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public static GlobalMaxPool Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new();

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => GlobalAveragePool.Pooled(operands);
}

namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>InstanceNormalization</c>. Operands: input [N, C, …], scale [C], shift [C].</summary>
public sealed record InstanceNormalization : Operator, IOperator<InstanceNormalization>
{
    /// <inheritdoc/>
    public static string Type => "InstanceNormalization";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 3;

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <inheritdoc/>
    public static InstanceNormalization Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new()
    {
        Epsilon = attributes.Float("epsilon", 1e-5f),
    };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Float("epsilon", Epsilon, otherwise: 1e-5f);
    }

    /// <inheritdoc/>
    public override OperandKind KindOf(int slot) => slot is 0 ? OperandKind.Data : OperandKind.Weight;

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => PerChannel.InferLikeFirst(operands, constants: 2);
}

namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>LeakyRelu</c>: x, and αx for x below 0.</summary>
public sealed record LeakyRelu : Operator, IOperator<LeakyRelu>
{
    /// <inheritdoc/>
    public static string Type => "LeakyRelu";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <summary>The slope below 0.</summary>
    public float Alpha { get; init; } = 0.01f;

    /// <inheritdoc/>
    public static LeakyRelu Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new()
    {
        Alpha = attributes.Float("alpha", 0.01f),
    };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Float("alpha", Alpha, otherwise: 0.01f);
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

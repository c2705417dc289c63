namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>HardSigmoid</c>: max(0, min(1, αx + β)).</summary>
public sealed record HardSigmoid : Operator, IOperator<HardSigmoid>
{
    /// <inheritdoc/>
    public static string Type => "HardSigmoid";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <summary>The slope.</summary>
    public float Alpha { get; init; } = 0.2f;

    /// <summary>The value at 0.</summary>
    public float Beta { get; init; } = 0.5f;

    /// <inheritdoc/>
    public static HardSigmoid Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new()
    {
        Alpha = attributes.Float("alpha", 0.2f),
        Beta = attributes.Float("beta", 0.5f),
    };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Float("alpha", Alpha, otherwise: 0.2f);
        attributes.Float("beta", Beta, otherwise: 0.5f);
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

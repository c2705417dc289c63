namespace DepthCompress.GraphIR;

/// <summary>ONNX <c>Elu</c>: x, and α(eˣ − 1) for x below 0.</summary>
public sealed record Elu : Operator, IOperator<Elu>
{
    /// <inheritdoc/>
    public static string Type => "Elu";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <summary>What it falls to.</summary>
    public float Alpha { get; init; } = 1f;

    /// <inheritdoc/>
    public static Elu Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new()
    {
        Alpha = attributes.Float("alpha", 1f),
    };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Float("alpha", Alpha, otherwise: 1f);
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>LRN</c>: each channel divided by (bias + α / size · the squares of the channels around it) to the power β.
/// </summary>
public sealed record Lrn : Operator, IOperator<Lrn>
{
    /// <inheritdoc/>
    public static string Type => "LRN";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <summary>How many channels around.</summary>
    public required int Size { get; init; }

    /// <summary>Scales the sum of squares.</summary>
    public float Alpha { get; init; } = 1e-4f;

    /// <summary>The power.</summary>
    public float Beta { get; init; } = 0.75f;

    /// <summary>Added to the sum.</summary>
    public float Bias { get; init; } = 1;

    /// <inheritdoc/>
    public static Lrn Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        if (!attributes.Has("size"))
        {
            attributes.Refuse("the size is not stated");
        }

        return new()
        {
            Size = attributes.Int("size", 1),
            Alpha = attributes.Float("alpha", 1e-4f),
            Beta = attributes.Float("beta", 0.75f),
            Bias = attributes.Float("bias", 1),
        };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Int("size", Size);
        attributes.Float("alpha", Alpha, otherwise: 1e-4f);
        attributes.Float("beta", Beta, otherwise: 0.75f);
        attributes.Float("bias", Bias, otherwise: 1);
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

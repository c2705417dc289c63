namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Dropout</c> at inference, where it changes nothing. Training forms are refused.
/// </summary>
public sealed record Dropout : Operator, IOperator<Dropout>
{
    /// <inheritdoc/>
    public static string Type => "Dropout";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override Role Role => Role.Linear;

    /// <summary>What training drops.</summary>
    public float Ratio { get; init; } = 0.5f;

    /// <summary>What training draws from, where stated.</summary>
    public long? Seed { get; init; }

    /// <inheritdoc/>
    public static Dropout Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var isTraining = attributes.Constant("training_mode", 2, operands) is { } mode ? mode.ToDoubles().Any(flag => flag != 0)
            : attributes.Opset < 7 && !attributes.Flag("is_test", false);
        if (isTraining)
        {
            attributes.Refuse("the dropout is in training form");
        }

        return new() { Ratio = attributes.FloatOrOperand("ratio", 1, operands) ?? 0.5f, Seed = attributes.Long("seed") };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        if (Ratio != 0.5f)
        {
            attributes.FloatOrOperand("ratio", 1, Ratio, since: 12);
        }

        if (Seed is { } seed)
        {
            attributes.Int("seed", seed);
        }

        if (attributes.Opset is > 0 and < 7)
        {
            attributes.Flag("is_test", true, otherwise: false);
        }
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);

    /// <inheritdoc/>
    public override ConvKernel? Lift(ReadOnlySpan<Operand> operands) => PerChannel.Identity(operands);
}

namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Clip</c>: the input, bounded from below and above. A bound left out is the end of the element type, so only infinities notice
/// it.
/// </summary>
public sealed record Clip : Operator, IOperator<Clip>
{
    /// <inheritdoc/>
    public static string Type => "Clip";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => IsComputed ? 11 : base.Since;

    /// <inheritdoc/>
    public override Role Role => IsComputed ? Role.Opaque : Role.Activation;

    /// <summary>The lower bound; null where it is left out or computed.</summary>
    public float? Min { get; init; }

    /// <summary>The upper bound; null where it is left out or computed.</summary>
    public float? Max { get; init; }

    /// <summary>Whether a bound is computed while the network runs; the bounds then stay operands.</summary>
    public bool IsComputed { get; init; }

    /// <inheritdoc/>
    public static Clip Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => AttributeReader.IsComputed(operands, first: 1)
        ? new() { IsComputed = true }
        : new() { Min = attributes.FloatOrOperand("min", 1, operands), Max = attributes.FloatOrOperand("max", 2, operands) };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        if (Min is { } min)
        {
            attributes.FloatOrOperand("min", 1, min, since: 11);
        }

        if (Max is { } max)
        {
            attributes.FloatOrOperand("max", 2, max, since: 11);
        }
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

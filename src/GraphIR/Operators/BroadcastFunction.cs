namespace DepthCompress.GraphIR;

/// <summary>
/// The functions of two or more operands, broadcast and without attributes, that are neither sums nor products: they pass on the
/// common type, so that what follows them is known.
/// </summary>
public sealed record BroadcastFunction(string Function) : Operator
{
    /// <summary>The ONNX operator types.</summary>
    public static ImmutableArray<string> Functions { get; } = ["Max", "Min", "Pow"];

    /// <inheritdoc/>
    public override string OpType => Function;

    /// <inheritdoc/>
    public override int LeastOperands => Function == "Pow" ? 2 : 1;

    /// <inheritdoc/>
    public override int Since => Function == "Pow" ? 7 : base.Since;

    /// <summary>Reads one of <see cref="Functions"/>.</summary>
    public static BroadcastFunction Read(string function, AttributeReader attributes)
    {
        if (function == "Pow")
        {
            Broadcast.RefuseLegacy(attributes);
        }

        return new(function);
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        // An exponent may be of another type than its base.
        return Function == "Pow" && operands is [{ Type: { } root }, { Type: { } exponent }]
            ? Broadcast.Shapes(root.Shape, exponent.Shape) is { } shape
                ? root with { Shape = shape }
                : Inference.Fail($"the shapes {root.Shape} and {exponent.Shape} do not broadcast")
            : Broadcast.Infer(operands);
    }
}

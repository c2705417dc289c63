namespace DepthCompress.GraphIR;

/// <summary>
/// The functions of one operand, element by element and without attributes, that occur around a network's convolutions: its embeddings and
/// hand-written activations. They pass on their operand's type.
/// </summary>
public sealed record UnaryFunction(string Function) : Operator
{
    /// <summary>The ONNX operator types.</summary>
    public static ImmutableArray<string> Functions { get; } =
    [
        "Abs", "Ceil", "Cos", "Erf", "Exp", "Floor", "Log", "Neg", "Reciprocal", "Round", "Sign", "Sin", "Sqrt",
    ];

    /// <inheritdoc/>
    public override string OpType => Function;

    /// <inheritdoc/>
    public override int Since => Function switch { "Cos" or "Sin" => 7, "Erf" or "Sign" => 9, "Round" => 11, _ => base.Since };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

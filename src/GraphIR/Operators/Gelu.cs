namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Gelu</c>: x · Φ(x), with the error function or by its approximation with tanh.
/// </summary>
public sealed record Gelu : Operator, IOperator<Gelu>
{
    /// <inheritdoc/>
    public static string Type => "Gelu";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => 20;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <summary><c>none</c> or <c>tanh</c>.</summary>
    public string Approximate { get; init; } = "none";

    /// <inheritdoc/>
    public static Gelu Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) =>
        new() { Approximate = attributes.Text("approximate", "none") };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes) => attributes.Text("approximate", Approximate, otherwise: "none");

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Inference.LikeFirst(operands);
}

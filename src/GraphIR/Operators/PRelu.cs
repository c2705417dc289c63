namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>PRelu</c>: x, and slope · x below 0. Operands: input, and a slope that broadcasts to it; a slope per channel is [C, 1, 1].
/// </summary>
public sealed record PRelu : Operator, IOperator<PRelu>
{
    /// <inheritdoc/>
    public static string Type => "PRelu";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 2;

    /// <inheritdoc/>
    public override int Since => 7;

    /// <inheritdoc/>
    public override Role Role => Role.Activation;

    /// <inheritdoc/>
    public static PRelu Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        if (attributes.Opset < 7
            && !(operands is [_, { Type: { } slope }, ..] && slope.Shape.ToDims() is { } dims && dims.All(size => size == 1)))
        {
            attributes.Refuse("the slope is aligned as in opset 6, by channels");
        }

        return new();
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override OperandKind KindOf(int slot) => slot is 0 ? OperandKind.Data : OperandKind.Weight;

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => operands switch
    {
        [{ Type: { } input }, { Type: { } slope }] =>
            slope.Shape.Count <= input.Shape.Count && slope.Shape.Zip(input.Shape.Skip(input.Shape.Count - slope.Shape.Count)).All(axes => Fits(axes.First, axes.Second))
            ? input
            : Inference.Fail($"the slope {slope.Shape} does not broadcast to the input {input.Shape}"),
        _ => Inference.LikeFirst(operands),
    };

    /// <summary>Whether an axis of the slope may be repeated along one of the input; an axis that is not known yet may have any size.</summary>
    private static bool Fits(Dim slope, Dim input) => slope == 1 || slope == input || !slope.IsKnown || !input.IsKnown;
}

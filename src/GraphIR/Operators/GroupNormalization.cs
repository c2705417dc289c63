namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>GroupNormalization</c> since opset 21, with scale and shift [C] per channel; before, they were per group.
/// </summary>
public sealed record GroupNormalization : Operator, IOperator<GroupNormalization>
{
    /// <inheritdoc/>
    public static string Type => "GroupNormalization";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 3;

    /// <inheritdoc/>
    public override int Since => 21;

    /// <summary>How many groups the channels form.</summary>
    public required int Groups { get; init; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>The ONNX number of the element type that statistics are computed in.</summary>
    public int StashType { get; init; } = (int)ElementType.Float32;

    /// <inheritdoc/>
    public static GroupNormalization Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        if (attributes.Opset < 21 || !attributes.Has("num_groups"))
        {
            attributes.Refuse("scale and shift are per group, or the groups are not stated");
        }

        return new()
        {
            Groups = attributes.Int("num_groups", 1),
            Epsilon = attributes.Float("epsilon", 1e-5f),
            StashType = attributes.Int("stash_type", (int)ElementType.Float32),
        };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Int("num_groups", Groups);
        attributes.Float("epsilon", Epsilon, otherwise: 1e-5f);
        attributes.Int("stash_type", StashType, otherwise: (int)ElementType.Float32);
    }

    /// <inheritdoc/>
    public override OperandKind KindOf(int slot) => slot is 0 ? OperandKind.Data : OperandKind.Weight;

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) =>
        operands is [{ Type.Shape: [_, { IsKnown: true, Size: var channels }, ..] }, ..] && (Groups < 1 || channels % Groups != 0)
            ? Inference.Fail($"{channels} channels do not form {Groups} groups")
            : PerChannel.InferLikeFirst(operands, constants: 2);
}

namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Gemm</c>: α · A · B + β · C of matrices, either of the first two transposed.
/// </summary>
public sealed record Gemm : Operator, IOperator<Gemm>
{
    /// <inheritdoc/>
    public static string Type => "Gemm";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 2;

    /// <inheritdoc/>
    public override Role Role => Role.Linear;

    /// <summary>Scales the product.</summary>
    public float Alpha { get; init; } = 1;

    /// <summary>Scales the addend.</summary>
    public float Beta { get; init; } = 1;

    /// <summary>Whether the first operand is [inputs, rows].</summary>
    public bool TransposeA { get; init; }

    /// <summary>Whether the second operand is [outputs, inputs].</summary>
    public bool TransposeB { get; init; }

    /// <inheritdoc/>
    public static Gemm Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        if (attributes.Opset < 7 && attributes.Flag("broadcast", false))
        {
            attributes.Refuse("the addend is aligned as in opset 6");
        }

        return new()
        {
            Alpha = attributes.Float("alpha", 1),
            Beta = attributes.Float("beta", 1),
            TransposeA = attributes.Flag("transA", false),
            TransposeB = attributes.Flag("transB", false),
        };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Float("alpha", Alpha, otherwise: 1);
        attributes.Float("beta", Beta, otherwise: 1);
        attributes.Flag("transA", TransposeA, otherwise: false);
        attributes.Flag("transB", TransposeB, otherwise: false);
        attributes.Demand(2, 0, until: 11);
    }

    /// <inheritdoc/>
    public override OperandKind KindOf(int slot) => slot is 0 ? OperandKind.Data : OperandKind.Weight;

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { } a }, { Type: { } b }, ..])
        {
            return Inference.Unknown;
        }

        if (a.Shape.Count != 2 || b.Shape.Count != 2)
        {
            return Inference.Fail($"{a.Shape} and {b.Shape} are not two matrices");
        }

        var (rows, inner) = TransposeA ? (a.Shape[1], a.Shape[0]) : (a.Shape[0], a.Shape[1]);
        var (depth, columns) = TransposeB ? (b.Shape[1], b.Shape[0]) : (b.Shape[0], b.Shape[1]);
        if (inner.IsKnown && depth.IsKnown && inner != depth)
        {
            return Inference.Fail($"the input has {inner} features, the weight expects {depth}");
        }

        Shape product = [rows, columns];
        return operands is [_, _, { Type.Shape: var addend }, ..]
            && (addend.Count > 2 || Broadcast.Shapes(product, addend) is not { } sum || (sum != product && product.IsKnown))
            ? Inference.Fail($"the addend {addend} does not broadcast to {product}")
            : a with { Shape = product };
    }
}

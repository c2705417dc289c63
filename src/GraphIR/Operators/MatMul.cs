namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>MatMul</c>: products of matrices along the last two axes, the others broadcast; a vector stands for a matrix of one row or
/// column.
/// </summary>
public sealed record MatMul : Operator, IOperator<MatMul>
{
    /// <inheritdoc/>
    public static string Type => "MatMul";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 2;

    /// <inheritdoc/>
    public override Role Role => Role.Linear;

    /// <inheritdoc/>
    public static MatMul Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new();

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
    }

    /// <inheritdoc/>
    public override OperandKind KindOf(int slot) => slot is 0 ? OperandKind.Data : OperandKind.Weight;

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: var a } type }, { Type.Shape: var b }])
        {
            return Inference.Unknown;
        }

        if (a.Count == 0 || b.Count == 0)
        {
            return Inference.Fail("a single number is no matrix");
        }

        var left = a.Count == 1 ? [1, .. a] : a;
        var right = b.Count == 1 ? [.. b, 1] : b;
        var (inner, depth) = (left[^1], right[^2]);
        if ((inner.IsKnown && depth.IsKnown && inner != depth) || Broadcast.Shapes(left[..^2], right[..^2]) is not { } batch)
        {
            return Inference.Fail($"the shapes {a} and {b} do not multiply");
        }

        Dim[] rows = a.Count == 1 ? [] : [left[^2]];
        Dim[] columns = b.Count == 1 ? [] : [right[^1]];
        return type with { Shape = Shape.Create([.. batch, .. rows, .. columns]) };
    }
}

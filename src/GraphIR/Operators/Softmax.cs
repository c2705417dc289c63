namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Softmax</c> along one axis, as defined since opset 13. Before, everything from the axis on was one axis: read only where that is
/// the same.
/// </summary>
public sealed record Softmax : Operator, IOperator<Softmax>
{
    /// <inheritdoc/>
    public static string Type => "Softmax";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <summary>The axis along which the results add up to 1.</summary>
    public int Axis { get; init; } = -1;

    /// <inheritdoc/>
    public static Softmax Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        if (attributes.Opset >= 13)
        {
            return new() { Axis = attributes.Int("axis", -1) };
        }

        var axis = attributes.Int("axis", 1);
        if (operands is not [{ Type.Shape: var shape }, ..] || GraphIR.Axis.Of(axis, shape.Count) is not { } first
            || shape.Skip(first + 1).Any(size => size != 1))
        {
            attributes.Refuse("the softmax of this opset spans all axes from the stated one on");
        }

        return new() { Axis = axis };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes) =>
        attributes.Int("axis", Axis, otherwise: attributes.Opset is > 0 and < 13 ? 1 : -1);

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) =>
        operands is [{ Type: { } type }, ..] && GraphIR.Axis.Of(Axis, type.Shape.Count) is null
        ? GraphIR.Axis.Fail(Axis, type.Shape)
        : Inference.LikeFirst(operands);
}

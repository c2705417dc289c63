namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Flatten</c>: the axes before and those from a stated one on become one each.
/// </summary>
public sealed record Flatten : Operator, IOperator<Flatten>
{
    /// <inheritdoc/>
    public static string Type => "Flatten";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <summary>The first axis of the second part.</summary>
    public int Axis { get; init; } = 1;

    /// <inheritdoc/>
    public static Flatten Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new() { Axis = attributes.Int("axis", 1) };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes) => attributes.Int("axis", Axis, otherwise: 1);

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: var shape } type }, ..])
        {
            return Inference.Unknown;
        }

        var axis = Axis < 0 ? Axis + shape.Count : Axis;
        return axis >= 0 && axis <= shape.Count
            ? type with { Shape = [Product(shape[..axis]), Product(shape[axis..])] }
            : GraphIR.Axis.Fail(Axis, shape);
    }

    private static Dim Product(Shape axes) => new Extent(axes).ToDim();
}

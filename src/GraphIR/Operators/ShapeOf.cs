namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Shape</c>: the sizes of the operand's axes, or of a range of them, as <c>i64</c>.
/// </summary>
public sealed record ShapeOf : Operator, IOperator<ShapeOf>
{
    /// <inheritdoc/>
    public static string Type => "Shape";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => Start != 0 || End is not null ? 15 : base.Since;

    /// <summary>The first axis.</summary>
    public int Start { get; init; }

    /// <summary>The axis behind the last one; null means all.</summary>
    public int? End { get; init; }

    /// <inheritdoc/>
    public static ShapeOf Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new()
    {
        Start = attributes.Int("start", 0),
        End = attributes.Has("end") ? attributes.Int("end", 0) : null,
    };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Int("start", Start, otherwise: 0);
        if (End is { } end)
        {
            attributes.Int("end", end);
        }
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) =>
        operands is [{ Type.Shape: var shape }, ..] ? new TensorType(ElementType.Int64, [Range(shape).Count]) : Inference.Unknown;

    /// <summary>The axes whose sizes are the result.</summary>
    public Shape Range(Shape shape)
    {
        var first = Place(Start, shape.Count);
        var last = Place(End ?? shape.Count, shape.Count);
        return last > first ? shape[first..last] : [];
    }

    private static int Place(int axis, int rank) => Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
}

namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>ConstantOfShape</c>: one number everywhere.
/// </summary>
public sealed record ConstantOfShape : Operator, IOperator<ConstantOfShape>
{
    /// <inheritdoc/>
    public static string Type => "ConstantOfShape";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 0;

    /// <inheritdoc/>
    public override int Since => 9;

    /// <summary>The number, a tensor of one element; null means 0 in float32.</summary>
    public Tensor? Value { get; init; }

    /// <summary>The shape; null where it is computed and stays an operand.</summary>
    public Dims? Size { get; init; }

    /// <inheritdoc/>
    public static ConstantOfShape Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var isComputed = AttributeReader.IsComputed(operands, first: 0);
        var size = isComputed ? null : attributes.IntsOrOperand("shape", 0, operands);
        if (size is null && !isComputed)
        {
            attributes.Refuse("the shape is not stated");
        }

        return new() { Value = attributes.TensorData("value"), Size = size };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        if (Size is { } size)
        {
            attributes.IntsOrOperand("shape", 0, size, since: 9);
        }

        if (Value is { } value)
        {
            attributes.TensorData("value", value);
        }
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        var element = Value?.Element ?? ElementType.Float32;
        return Size is { } size
            ? size.Any(axis => axis < 0) ? Inference.Fail($"there is no shape {size}") : new TensorType(element, Shape.Of(size))
            : operands is [{ Type.Shape: [{ IsKnown: true, Size: <= 8 and var count }] }]
                ? new TensorType(element, Shape.Create([.. Enumerable.Repeat(Dim.Unknown, count)]))
                : Inference.Unknown;
    }

    /// <inheritdoc/>
    public bool Equals(ConstantOfShape? other) =>
        other is not null && Size == other.Size
            && (Value is null ? other.Value is null : other.Value is not null && Value.ContentEquals(other.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Size, Value?.Element);
}

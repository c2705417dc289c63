namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Constant</c>: a tensor that stands in a node instead of among the initializers.
/// </summary>
public sealed record Constant : Operator, IOperator<Constant>
{
    /// <inheritdoc/>
    public static string Type => "Constant";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int LeastOperands => 0;

    /// <summary>The tensor.</summary>
    public required Tensor Value { get; init; }

    /// <inheritdoc/>
    public static Constant Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var value = attributes.TensorData("value")
            ?? (attributes.Has("value_float") ? Tensor.Scalar(attributes.Float("value_float", 0)) : null)
            ?? (attributes.Long("value_int") is { } integer ? Tensor.Scalar(integer) : null)
            ?? (attributes.Floats("value_floats") is { } floats ? Tensor.Create([floats.Count], floats.Span) : null)
            ?? (attributes.Longs("value_ints") is { } integers ? Tensor.Create([integers.Length], integers.AsSpan()) : null);
        if (value is null || operands.Length > 0)
        {
            attributes.Refuse(value is null ? "the constant is sparse, or text" : "a constant has no operands");
        }

        return new() { Value = value ?? Tensor.Scalar(0f) };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes) => attributes.TensorData("value", Value);

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Value.Type;

    /// <inheritdoc/>
    public bool Equals(Constant? other) => other is not null && Value.ContentEquals(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value.Element, Value.Shape);
}

namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Transpose</c>: the axes in another order.
/// </summary>
public sealed record Transpose : Operator, IOperator<Transpose>
{
    /// <inheritdoc/>
    public static string Type => "Transpose";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <summary>Which axis of the input each axis of the result is; null turns the order around.</summary>
    public Dims? Permutation { get; init; }

    /// <inheritdoc/>
    public static Transpose Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) =>
        new() { Permutation = attributes.Ints("perm") };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        if (Permutation is { } permutation)
        {
            attributes.Ints("perm", permutation);
        }
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: var shape } type }, ..])
        {
            return Inference.Unknown;
        }

        var permutation = Permutation ?? Dims.Create([.. Enumerable.Range(0, shape.Count).Reverse()]);
        return permutation.Order().SequenceEqual(Enumerable.Range(0, shape.Count))
            ? type with { Shape = Shape.Create([.. permutation.Select(axis => shape[axis])]) }
            : Inference.Fail($"{permutation} is no order of the axes of {shape}");
    }
}

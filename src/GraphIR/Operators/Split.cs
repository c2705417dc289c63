namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Split</c>: the operand in parts along one axis, of stated sizes or of equal ones.
/// </summary>
public sealed record Split : Operator, IOperator<Split>
{
    /// <inheritdoc/>
    public static string Type => "Split";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <summary>The axis that is split.</summary>
    public int Axis { get; init; }

    /// <summary>The size of each part; null where they are equal (the last one may be smaller), or computed.</summary>
    public Dims? Sizes { get; init; }

    /// <summary>The number of parts where they are equal; 0 where that is not known.</summary>
    public int Parts { get; init; }

    /// <inheritdoc/>
    public static Split Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var axis = attributes.Int("axis", 0);
        if (AttributeReader.IsComputed(operands, first: 1))
        {
            return new() { Axis = axis };
        }

        var sizes = attributes.IntsOrOperand("split", 1, operands);
        if (attributes.Int("num_outputs", attributes.Results) != attributes.Results
            || (sizes ?? Dims.Repeat(0, attributes.Results)).Count != attributes.Results)
        {
            attributes.Refuse("the number of parts is not the number of results");
        }

        return new() { Axis = axis, Sizes = sizes, Parts = sizes is null ? attributes.Results : 0 };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Int("axis", Axis, otherwise: 0);
        if (Sizes is { } sizes)
        {
            attributes.IntsOrOperand("split", 1, sizes, since: 13);
        }
        else if (attributes.Opset >= 18 && Parts > 0)
        {
            attributes.Int("num_outputs", Parts);
        }
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: var shape } type }, ..] || (Sizes is null && Parts < 1))
        {
            return Inference.Unknown;
        }

        if (GraphIR.Axis.Of(Axis, shape.Count) is not { } axis)
        {
            return GraphIR.Axis.Fail(Axis, shape);
        }

        var whole = shape[axis];
        if (Sizes is { } stated && (stated.Any(size => size < 0) || (whole.IsKnown && stated.Sum(size => (long)size) != whole.Size)))
        {
            return Inference.Fail($"axis {Axis} of the shape {shape} does not split into {stated}");
        }

        var part = whole.IsKnown && Parts > 0 ? ((long)whole.Size + Parts - 1) / Parts : -1;
        var sizes = Sizes is { } given ? given.Select(size => (Dim)size)
            : Enumerable.Range(0, Parts).Select(i =>
                whole.IsKnown ? (int)Math.Clamp(whole.Size - (i * part), 0, part) : Parts == 1 ? whole : Dim.Unknown);
        return new Inference([.. sizes.Select(size => type with { Shape = [.. shape[..axis], size, .. shape[(axis + 1)..]] })], null);
    }
}

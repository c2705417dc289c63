namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>ReduceMean</c> along stated axes.
/// </summary>
public sealed record ReduceMean : Operator, IOperator<ReduceMean>
{
    /// <inheritdoc/>
    public static string Type => "ReduceMean";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => IsComputed || NoopWithEmptyAxes ? 18 : base.Since;

    /// <summary>The axes; null where all are meant, or where they are computed.</summary>
    public Dims? Axes { get; init; }

    /// <summary>Whether a mean keeps its axis, of size 1.</summary>
    public bool KeepDims { get; init; } = true;

    /// <summary>Whether no axes means none instead of all.</summary>
    public bool NoopWithEmptyAxes { get; init; }

    /// <summary>Whether the axes are computed while the network runs; they then stay an operand.</summary>
    public bool IsComputed { get; init; }

    /// <inheritdoc/>
    public static ReduceMean Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var isComputed = AttributeReader.IsComputed(operands, first: 1);
        return new()
        {
            Axes = isComputed ? null : attributes.IntsOrOperand("axes", 1, operands),
            KeepDims = attributes.Flag("keepdims", true),
            NoopWithEmptyAxes = attributes.Flag("noop_with_empty_axes", false),
            IsComputed = isComputed,
        };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        if (Axes is { } axes)
        {
            attributes.IntsOrOperand("axes", 1, axes, since: 18);
        }

        attributes.Flag("keepdims", KeepDims, otherwise: true);
        attributes.Flag("noop_with_empty_axes", NoopWithEmptyAxes, otherwise: false);
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (IsComputed || operands is not [{ Type: { Shape: var shape } type }, ..])
        {
            return Inference.Unknown;
        }

        var all = Axes is not { Count: > 0 };
        var axes = all ? [] : Axis.Of(Axes ?? [], shape.Count);
        return axes is null ? Axis.Fail(Axes ?? [], shape)
            : all && NoopWithEmptyAxes ? type
            : type with
            {
                Shape = Shape.Create([.. shape.Select((size, axis) =>
                    (size: all || axes.Contains(axis) ? 1 : size, Stays: KeepDims || !(all || axes.Contains(axis))))
                    .Where(axis => axis.Stays).Select(axis => axis.size)]),
            };
    }
}

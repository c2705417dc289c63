namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Slice</c>: ranges of stated axes. Ends beyond an axis mean "as far as it goes".
/// </summary>
public sealed record Slice : Operator, IOperator<Slice>
{
    /// <inheritdoc/>
    public static string Type => "Slice";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => Steps is not null || Starts is null ? 10 : base.Since;

    /// <summary>Where each range begins; null where the ranges are computed and stay operands.</summary>
    public Dims? Starts { get; init; }

    /// <summary>Where each range ends, exclusive.</summary>
    public Dims? Ends { get; init; }

    /// <summary>The axis of each range; null means the first ones.</summary>
    public Dims? Axes { get; init; }

    /// <summary>The step of each range; null means 1.</summary>
    public Dims? Steps { get; init; }

    /// <inheritdoc/>
    public static Slice Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        if (AttributeReader.IsComputed(operands, first: 1))
        {
            return new();
        }

        var slice = new Slice
        {
            Starts = attributes.IntsOrOperand("starts", 1, operands),
            Ends = attributes.IntsOrOperand("ends", 2, operands),
            Axes = attributes.IntsOrOperand("axes", 3, operands),
            Steps = attributes.IntsOrOperand("steps", 4, operands),
        };
        if (slice.Starts is not { } starts || slice.Ends?.Count != starts.Count
            || (slice.Axes ?? starts).Count != starts.Count || (slice.Steps ?? starts).Count != starts.Count
            || (slice.Steps ?? []).Contains(0))
        {
            attributes.Refuse("starts, ends, axes and steps do not fit together");
        }

        return slice;
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        if (Starts is not { } starts || Ends is not { } ends)
        {
            return;
        }

        attributes.IntsOrOperand("starts", 1, starts, since: 10);
        attributes.IntsOrOperand("ends", 2, ends, since: 10);
        if (Axes is { } axes)
        {
            attributes.IntsOrOperand("axes", 3, axes, since: 10);
        }

        if (Steps is { } steps)
        {
            attributes.IntsOrOperand("steps", 4, steps, since: 10);
        }
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: var shape } type }, ..])
        {
            return Inference.Unknown;
        }

        if (Starts is not { } starts || Ends is not { } ends)
        {
            return type with { Shape = Shape.Create([.. shape.Select(_ => Dim.Unknown)]) };
        }

        var stated = Axes ?? Dims.Create([.. Enumerable.Range(0, starts.Count)]);
        if (Axis.Of(stated, shape.Count) is not { } axes)
        {
            return Axis.Fail(stated, shape);
        }

        var sizes = shape.ToArray();
        for (var i = 0; i < axes.Length; i++)
        {
            var step = Steps is { } steps ? steps[i] : 1;
            var isWhole = starts[i] == 0 && ends[i] == int.MaxValue && step == 1;
            var size = sizes[axes[i]];
            sizes[axes[i]] = isWhole ? size : size.IsKnown ? Taken(size.Size, starts[i], ends[i], step) : Dim.Unknown;
        }

        return type with { Shape = Shape.Create(sizes) };
    }

    /// <summary>How many elements a range takes of an axis; negative places count from its end.</summary>
    private static int Taken(long size, long start, long end, long step)
    {
        // The largest number means "as far as it goes" in either direction.
        start = start < 0 ? start + size : start;
        end = end == int.MaxValue && step < 0 ? -1 : end < 0 ? end + size : end;
        var (first, last) = step > 0
            ? (Math.Clamp(start, 0, size), Math.Clamp(end, 0, size))
            : (Math.Clamp(start, 0, Math.Max(0, size - 1)), Math.Clamp(end, -1, Math.Max(0, size - 1)));
        return (int)Math.Max(0, step > 0 ? (last - first + step - 1) / step : (first - last - step - 1) / -step);
    }
}

namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Pad</c>: rows in front of and behind each axis; negative numbers crop. Pads are in the ONNX order: every begin, then every end.
/// </summary>
public sealed record Pad : Operator, IOperator<Pad>
{
    /// <inheritdoc/>
    public static string Type => "Pad";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => Mode == "wrap" ? 19 : Axes is not null ? 18 : Pads is null ? 11 : base.Since;

    /// <summary>Begins, then ends, of <see cref="Axes"/>; null where they are computed and stay an operand.</summary>
    public Dims? Pads { get; init; }

    /// <summary>What <c>constant</c> fills in.</summary>
    public float Value { get; init; }

    /// <summary><c>constant</c>, <c>reflect</c>, <c>edge</c> or <c>wrap</c>.</summary>
    public string Mode { get; init; } = "constant";

    /// <summary>The axes that are padded; null means all.</summary>
    public Dims? Axes { get; init; }

    /// <inheritdoc/>
    public static Pad Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var mode = attributes.Text("mode", "constant");
        if (AttributeReader.IsComputed(operands, first: 1))
        {
            return new() { Mode = mode };
        }

        var pads = attributes.IntsOrOperand("pads", 1, operands);
        if (pads is not { } stated || stated.Count % 2 != 0)
        {
            attributes.Refuse("the pads are not stated as begins and ends");
        }

        var value = attributes.FloatOrOperand("value", 2, operands) ?? 0;
        return new() { Pads = pads, Value = value, Mode = mode, Axes = attributes.IntsOrOperand("axes", 3, operands) };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Text("mode", Mode, otherwise: "constant");
        if (Pads is not { } pads)
        {
            return;
        }

        attributes.IntsOrOperand("pads", 1, pads, since: 11);
        if (Value != 0)
        {
            attributes.FloatOrOperand("value", 2, Value, since: 11);
        }

        if (Axes is { } axes)
        {
            attributes.IntsOrOperand("axes", 3, axes, since: 18);
        }
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: var shape } type }, ..])
        {
            return Inference.Unknown;
        }

        if (PadsOfAllAxes(shape.Count) is not { } pads)
        {
            return Pads is null
                ? type with { Shape = Shape.Create([.. shape.Select(_ => Dim.Unknown)]) }
                : Inference.Fail($"the pads {Pads} do not fit the shape {shape}");
        }

        var axes = shape.ToArray();
        for (var axis = 0; axis < axes.Length; axis++)
        {
            var more = (long)pads[axis] + pads[axis + axes.Length];
            if (axes[axis].IsKnown && axes[axis].Size + more is < 0 or > int.MaxValue)
            {
                return Inference.Fail($"the pads {pads} leave nothing of the shape {shape}");
            }

            axes[axis] = more == 0 ? axes[axis] : axes[axis].IsKnown ? (int)(axes[axis].Size + more) : Dim.Unknown;
        }

        return type with { Shape = Shape.Create(axes) };
    }

    /// <summary>Begins of every axis, then ends, for an input of so many axes; null where the pads are computed or do not fit.</summary>
    public Dims? PadsOfAllAxes(int rank)
    {
        var axes = Axes is { } stated ? Axis.Of(stated, rank) : [.. Enumerable.Range(0, rank)];
        if (Pads is not { } pads || axes is null || pads.Count != 2 * axes.Length)
        {
            return null;
        }

        var all = new int[2 * rank];
        for (var i = 0; i < axes.Length; i++)
        {
            (all[axes[i]], all[axes[i] + rank]) = (pads[i], pads[i + axes.Length]);
        }

        return Dims.Create(all);
    }
}

namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Upsample</c> of opsets 7 and 9: every axis times a scale.
/// </summary>
public sealed record Upsample : Operator, IOperator<Upsample>
{
    /// <inheritdoc/>
    public static string Type => "Upsample";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => 7;

    /// <summary>One factor per axis; null where they are computed and stay an operand.</summary>
    public Numbers? Scales { get; init; }

    /// <summary><c>nearest</c> or <c>linear</c>.</summary>
    public string Mode { get; init; } = "nearest";

    /// <inheritdoc/>
    public static Upsample Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var isComputed = AttributeReader.IsComputed(operands, first: 1);
        var scales = isComputed ? null : attributes.FloatsOrOperand("scales", 1, operands);
        if (scales is null && !isComputed)
        {
            attributes.Refuse("the scales are not stated");
        }

        return new() { Scales = scales, Mode = attributes.Text("mode", "nearest") };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        if (attributes.Opset >= 10 && Scales is { } factors)
        {
            // Since opset 10 there is only the resize; the places that this one takes are written out there.
            attributes.Rename(Resize.Type);
            if (attributes.Opset == 10)
            {
                attributes.FloatsOrOperand("scales", 1, factors, since: 10);
                attributes.Text("mode", Mode, otherwise: "nearest");
                return;
            }

            new Resize { Scales = factors, Mode = Mode, CoordinateMode = "asymmetric", NearestMode = "floor" }.Write(attributes);
            return;
        }

        if (Scales is { } scales)
        {
            attributes.FloatsOrOperand("scales", 1, scales, since: 9);
        }

        attributes.Text("mode", Mode, otherwise: "nearest");
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => operands switch
    {
        [{ Type: { } type }, ..] when Scales is { } scales => Resize.Scaled(type, scales, [.. Enumerable.Range(0, type.Shape.Count)]),
        [{ Type: { } type }, ..] => type with { Shape = Shape.Create([.. type.Shape.Select(_ => Dim.Unknown)]) },
        _ => Inference.Unknown,
    };
}

namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>Resize</c> since opset 11, by scales or to sizes; cropping forms and the form of opset 10, which leaves rounding to the engine,
/// are refused.
/// </summary>
public sealed record Resize : Operator, IOperator<Resize>
{
    /// <inheritdoc/>
    public static string Type => "Resize";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => Axes is not null || Antialias || AspectPolicy != "stretch" ? 18 : 11;

    /// <summary>One factor per axis; null where sizes are stated, or the operands are computed.</summary>
    public Numbers? Scales { get; init; }

    /// <summary>The size of each axis; null where scales are stated, or the operands are computed.</summary>
    public Dims? Sizes { get; init; }

    /// <summary>The axes meant; null means all.</summary>
    public Dims? Axes { get; init; }

    /// <summary><c>nearest</c>, <c>linear</c> or <c>cubic</c>.</summary>
    public string Mode { get; init; } = "nearest";

    /// <summary>Where a place of the result lies in the input.</summary>
    public string CoordinateMode { get; init; } = "half_pixel";

    /// <summary>How <c>nearest</c> rounds.</summary>
    public string NearestMode { get; init; } = "round_prefer_floor";

    /// <summary>Whether sizes are kept to the proportions of the input.</summary>
    public string AspectPolicy { get; init; } = "stretch";

    /// <summary>The coefficient of <c>cubic</c>.</summary>
    public float CubicCoefficient { get; init; } = -0.75f;

    /// <summary>Whether samples outside the input weigh nothing.</summary>
    public bool ExcludeOutside { get; init; }

    /// <summary>Whether shrinking filters.</summary>
    public bool Antialias { get; init; }

    /// <inheritdoc/>
    public static Resize Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var isComputed = AttributeReader.IsComputed(operands, first: 1);
        var resize = new Resize
        {
            Scales = isComputed ? null : NotEmpty(attributes.FloatsOrOperand("scales", 2, operands)),
            Sizes = isComputed ? null : attributes.IntsOrOperand("sizes", 3, operands) is { Count: > 0 } sizes ? sizes : null,
            Axes = attributes.Ints("axes"),
            Mode = attributes.Text("mode", "nearest"),
            CoordinateMode = attributes.Text("coordinate_transformation_mode", "half_pixel"),
            NearestMode = attributes.Text("nearest_mode", "round_prefer_floor"),
            AspectPolicy = attributes.Text("keep_aspect_ratio_policy", "stretch"),
            CubicCoefficient = attributes.Float("cubic_coeff_a", -0.75f),
            ExcludeOutside = attributes.Flag("exclude_outside", false),
            Antialias = attributes.Flag("antialias", false),
        };
        if (attributes.Opset < 11 || resize.CoordinateMode == "tf_crop_and_resize")
        {
            attributes.Refuse(attributes.Opset < 11 ? "the resize of opset 10 leaves rounding to the engine" : "the resize crops");
        }

        if (!isComputed && resize.Scales is null == resize.Sizes is null)
        {
            attributes.Refuse("either scales or sizes are needed");
        }

        if (!isComputed)
        {
            attributes.Constant("roi", 1, operands);
        }

        // Like the region of interest it matters only where the resize crops.
        attributes.Float("extrapolation_value", 0);

        return resize;
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        if (attributes.Opset is 11 or 12 && (Scales is not null || Sizes is not null))
        {
            // These opsets want every operand; an empty one says nothing.
            attributes.FloatsOrOperand("roi", 1, [], since: 11);
            attributes.FloatsOrOperand("scales", 2, Scales ?? [], since: 11);
        }
        else if (Scales is { } scales)
        {
            attributes.FloatsOrOperand("scales", 2, scales, since: 11);
        }

        if (Sizes is { } sizes)
        {
            attributes.IntsOrOperand("sizes", 3, sizes, since: 11);
        }

        if (Axes is { } axes)
        {
            attributes.Ints("axes", axes);
        }

        attributes.Text("mode", Mode, otherwise: "nearest");
        attributes.Text("coordinate_transformation_mode", CoordinateMode, otherwise: "half_pixel");
        attributes.Text("nearest_mode", NearestMode, otherwise: "round_prefer_floor");
        attributes.Text("keep_aspect_ratio_policy", AspectPolicy, otherwise: "stretch");
        attributes.Float("cubic_coeff_a", CubicCoefficient, otherwise: -0.75f);
        attributes.Flag("exclude_outside", ExcludeOutside, otherwise: false);
        attributes.Flag("antialias", Antialias, otherwise: false);
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: var shape } type }, ..])
        {
            return Inference.Unknown;
        }

        var stated = Axes ?? Dims.Create([.. Enumerable.Range(0, shape.Count)]);
        if (Axis.Of(stated, shape.Count) is not { } axes)
        {
            return Axis.Fail(stated, shape);
        }

        if (Scales is { } scales)
        {
            return Scaled(type, scales, axes);
        }

        var result = shape.ToArray();
        for (var i = 0; i < axes.Length; i++)
        {
            result[axes[i]] = Sizes is { } sizes && sizes.Count == axes.Length && AspectPolicy == "stretch" ? sizes[i] : Dim.Unknown;
        }

        return Sizes is { } wrong && wrong.Count != axes.Length
            ? Inference.Fail($"the sizes {wrong} do not fit the shape {shape}")
            : type with { Shape = Shape.Create(result) };
    }

    /// <summary>Axes times scales, rounded down as the engine does it: in single precision.</summary>
    internal static Inference Scaled(TensorType type, Numbers scales, ReadOnlySpan<int> axes)
    {
        if (scales.Count != axes.Length || scales.Any(scale => !(scale > 0)))
        {
            return Inference.Fail($"the scales {scales} do not fit the shape {type.Shape}");
        }

        var result = type.Shape.ToArray();
        for (var i = 0; i < axes.Length; i++)
        {
            var size = result[axes[i]];
            result[axes[i]] = scales[i] == 1 ? size
                : size.IsKnown && scales[i] * size.Size < int.MaxValue ? (int)(scales[i] * size.Size)
                : Dim.Unknown;
        }

        return type with { Shape = Shape.Create(result) };
    }

    private static Numbers? NotEmpty(Numbers? numbers) => numbers is { Count: > 0 } ? numbers : null;
}

namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>AveragePool</c>. Where every window divides by the same number it is a depthwise convolution.
/// </summary>
public sealed record AveragePool : Operator, IOperator<AveragePool>
{
    /// <inheritdoc/>
    public static string Type => "AveragePool";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => Window.Dilations.Any(step => step > 1) ? 19 : CeilMode ? 10 : CountIncludePad ? 7 : base.Since;

    /// <inheritdoc/>
    public override Role Role => Role.Linear;

    /// <summary>How the window slides.</summary>
    public required Window Window { get; init; }

    /// <summary>Whether a last window that only begins inside the input counts.</summary>
    public bool CeilMode { get; init; }

    /// <summary>Whether padding counts as zeros that were averaged.</summary>
    public bool CountIncludePad { get; init; }

    /// <inheritdoc/>
    public static AveragePool Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new()
    {
        Window = Window.Read(attributes),
        CeilMode = attributes.Flag("ceil_mode", false),
        CountIncludePad = attributes.Flag("count_include_pad", false),
    };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        Window.Write(attributes);
        attributes.Flag("ceil_mode", CeilMode, otherwise: false);
        attributes.Flag("count_include_pad", CountIncludePad, otherwise: false);
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => MaxPool.Pooled(Window, CeilMode, operands);

    /// <inheritdoc/>
    public override ConvKernel? Lift(ReadOnlySpan<Operand> operands)
    {
        if (CeilMode || Window.AutoPad is AutoPad.SameUpper or AutoPad.SameLower || !(Window.IsUnpadded || CountIncludePad)
            || PerChannel.Identity(operands,
                taps: Window.KernelShape.Aggregate(1L, (taps, size) => Math.Min(taps, int.MaxValue) * size)) is not { } identity
            || identity.Window.Rank != Window.Rank)
        {
            return null;
        }

        var (channels, taps) = (identity.Groups, Window.KernelShape.Product);
        return identity with
        {
            Weight = Tensor.Create<double>([channels, 1, .. Window.KernelShape], [.. Enumerable.Repeat(1.0 / taps, channels * taps)]),
            Window = Window with { AutoPad = AutoPad.Explicit },
        };
    }
}

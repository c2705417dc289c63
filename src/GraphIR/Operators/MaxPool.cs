namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>MaxPool</c>. Results: the maxima and, if wanted, where they lay.
/// </summary>
public sealed record MaxPool : Operator, IOperator<MaxPool>
{
    /// <inheritdoc/>
    public static string Type => "MaxPool";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => CeilMode || Window.Dilations.Any(step => step > 1) ? 10 : ColumnMajor ? 8 : base.Since;

    /// <summary>How the window slides.</summary>
    public required Window Window { get; init; }

    /// <summary>Whether a last window that only begins inside the input counts.</summary>
    public bool CeilMode { get; init; }

    /// <summary>Whether places are counted column by column.</summary>
    public bool ColumnMajor { get; init; }

    /// <inheritdoc/>
    public static MaxPool Read(AttributeReader attributes, ReadOnlySpan<Operand> operands) => new()
    {
        Window = Window.Read(attributes),
        CeilMode = attributes.Flag("ceil_mode", false),
        ColumnMajor = attributes.Flag("storage_order", false),
    };

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        Window.Write(attributes);
        attributes.Flag("ceil_mode", CeilMode, otherwise: false);
        attributes.Flag("storage_order", ColumnMajor, otherwise: false);
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => Pooled(Window, CeilMode, operands) is { Types: [{ } type] }
        ? new Inference([type, type with { Element = ElementType.Int64 }], null)
        : Pooled(Window, CeilMode, operands);

    /// <summary>The type of what a window slid over the first operand yields.</summary>
    internal static Inference Pooled(Window window, bool ceil, ReadOnlySpan<Operand> operands) => operands switch
    {
        [{ Type: { Shape: [var batch, var channels, .. var extent] } input }, ..] when extent.Count == window.Rank =>
            window.Slide(extent, ceil) is { } slid
                ? input with { Shape = [batch, channels, .. slid] }
                : Inference.Fail($"the window {window.KernelShape} does not fit into the input {extent}"),
        [{ Type: { } input }, ..] => Inference.Fail($"the input {input.Shape} is not [N, C] and {window.Rank} spatial axes"),
        _ => Inference.Unknown,
    };
}

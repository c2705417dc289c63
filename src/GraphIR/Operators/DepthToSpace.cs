namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>DepthToSpace</c>: blocks of channels become blocks of the image.
/// </summary>
public sealed record DepthToSpace : Operator, IOperator<DepthToSpace>
{
    /// <inheritdoc/>
    public static string Type => "DepthToSpace";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <inheritdoc/>
    public override int Since => Mode == "DCR" ? base.Since : 11;

    /// <summary>The side of a block.</summary>
    public required int BlockSize { get; init; }

    /// <summary><c>DCR</c>: the block is the outer part of the channels; <c>CRD</c>: the inner one.</summary>
    public string Mode { get; init; } = "DCR";

    /// <inheritdoc/>
    public static DepthToSpace Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var block = attributes.Int("blocksize", 0);
        if (block is < 1 or > short.MaxValue)
        {
            attributes.Refuse("the block size is not positive");
        }

        return new() { BlockSize = block, Mode = attributes.Text("mode", "DCR") };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes)
    {
        attributes.Int("blocksize", BlockSize);
        attributes.Text("mode", Mode, otherwise: "DCR");
    }

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands) => operands switch
    {
        [{ Type: { Shape: [var batch, var channels, var height, var width] } type }] =>
            channels.IsKnown && channels.Size % (BlockSize * BlockSize) != 0
                ? Inference.Fail($"{channels} channels do not form blocks of {BlockSize} by {BlockSize}")
                : type with { Shape = [batch, Over(channels), Times(height), Times(width)] },
        [{ Type: { } type }] => Inference.Fail($"the input {type.Shape} is no image"),
        _ => Inference.Unknown,
    };

    private Dim Over(Dim channels) => channels.IsKnown ? channels.Size / (BlockSize * BlockSize) : Dim.Unknown;

    private Dim Times(Dim axis) =>
        BlockSize == 1 ? axis : axis.IsKnown && (long)axis.Size * BlockSize <= int.MaxValue ? axis.Size * BlockSize : Dim.Unknown;
}

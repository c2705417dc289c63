namespace DepthCompress.GraphIR;

/// <summary>
/// ONNX <c>SpaceToDepth</c>: blocks of the image become blocks of channels.
/// </summary>
public sealed record SpaceToDepth : Operator, IOperator<SpaceToDepth>
{
    /// <inheritdoc/>
    public static string Type => "SpaceToDepth";

    /// <inheritdoc/>
    public override string OpType => Type;

    /// <summary>The side of a block.</summary>
    public required int BlockSize { get; init; }

    /// <inheritdoc/>
    public static SpaceToDepth Read(AttributeReader attributes, ReadOnlySpan<Operand> operands)
    {
        var block = attributes.Int("blocksize", 0);
        if (block is < 1 or > short.MaxValue)
        {
            attributes.Refuse("the block size is not positive");
        }

        return new() { BlockSize = block };
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter attributes) => attributes.Int("blocksize", BlockSize);

    /// <inheritdoc/>
    public override Inference Infer(ReadOnlySpan<Operand> operands)
    {
        if (operands is not [{ Type: { Shape: [var batch, var channels, var height, var width] } type }])
        {
            return operands is [{ Type: { } other }] ? Inference.Fail($"the input {other.Shape} is no image") : Inference.Unknown;
        }

        if ((height.IsKnown && height.Size % BlockSize != 0) || (width.IsKnown && width.Size % BlockSize != 0))
        {
            return Inference.Fail($"the image {height} by {width} does not split into blocks of {BlockSize}");
        }

        var more = (long)BlockSize * BlockSize;
        Dim Over(Dim axis) => BlockSize == 1 ? axis : axis.IsKnown ? axis.Size / BlockSize : Dim.Unknown;
        var deep = BlockSize == 1 ? channels
            : channels.IsKnown && channels.Size * more <= int.MaxValue ? (int)(channels.Size * more)
            : Dim.Unknown;
        return type with { Shape = [batch, deep, Over(height), Over(width)] };
    }
}

namespace DepthCompress.GraphIR;

/// <summary>One number per channel: which constants are that under broadcasting, and the maps that they make.</summary>
internal static class PerChannel
{
    /// <summary>More numbers than any kernel has; files may claim what they like.</summary>
    private const int MostNumbers = 1 << 28;

    /// <summary>
    /// The numbers that a constant brings to the channels of [N, C, …] when broadcast from the right, in double precision; null where it
    /// does not lie on the channel axis alone. A constant [C] lies on the <em>last</em> axis; [C, 1, 1], [1, C, 1, 1] and a single number
    /// lie on the channel axis of an image.
    /// </summary>
    public static double[]? Constant(Operand input, Operand constant)
    {
        if (input is not { Type: { Shape: { Count: >= 3 and <= 5 } shape } type } || !shape[1].IsKnown
            || shape[1].Size is < 1 or > MostNumbers
            || constant.Initializer is not { } tensor || tensor.Element != type.Element || !tensor.Element.IsFloating()
            || tensor.Shape.Count > shape.Count)
        {
            return null;
        }

        var channels = shape[1].Size;
        var onChannels = 1;
        for (var i = 0; i < tensor.Shape.Count; i++)
        {
            var axis = shape.Count - tensor.Shape.Count + i;
            if (axis == 1)
            {
                onChannels = tensor.Shape[i];
            }
            else if (tensor.Shape[i] != 1)
            {
                return null;
            }
        }

        return onChannels == channels ? tensor.ToDoubles()
            : onChannels == 1 ? [.. Enumerable.Repeat(tensor.ToDoubles()[0], channels)]
            : null;
    }

    /// <summary>y = scale · x + shift for each channel, as a depthwise pointwise map over so many spatial axes.</summary>
    public static ConvKernel Map(double[] scale, double[] shift, int rank) => ConvKernel.Channelwise(scale, shift, rank);

    /// <summary>The map that changes nothing, where the channels of the input are known.</summary>
    public static ConvKernel? Identity(ReadOnlySpan<Operand> operands) => Identity(operands, taps: 1);

    /// <summary>The same where a kernel of so many taps is to be made of it.</summary>
    public static ConvKernel? Identity(ReadOnlySpan<Operand> operands, long taps) =>
        operands is [{ Type: { Shape: { Count: >= 3 and <= 5 } shape } type }, ..] && type.Element.IsFloating()
            && shape[1] is { IsKnown: true, Size: > 0 and var channels } && channels * taps <= MostNumbers
            ? Map([.. Enumerable.Repeat(1.0, channels)], new double[channels], shape.Count - 2)
            : null;

    /// <summary>The type of the input, if the operands behind it hold one number per channel.</summary>
    public static Inference InferLikeFirst(ReadOnlySpan<Operand> operands, int constants)
    {
        if (operands is not [{ Type: { Shape: [_, var channels, ..] } type }, ..])
        {
            return operands is [{ Type: { } shapeless }, ..]
                ? Inference.Fail($"the input {shapeless.Shape} has no channels")
                : Inference.Unknown;
        }

        for (var slot = 1; slot <= constants; slot++)
        {
            if (slot >= operands.Length)
            {
                return Inference.Fail($"{constants + 1} operands are needed, there are {operands.Length}");
            }

            if (operands[slot].Type is { } constant && (constant.Shape.Count != 1
                || (channels.IsKnown && constant.Shape[0].IsKnown && constant.Shape[0].Size != channels.Size)))
            {
                return Inference.Fail($"the input has {channels} channels, operand {slot} has the shape {constant.Shape}");
            }
        }

        return type;
    }
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>One number to multiply with and one to add per channel (axis 1), in double precision: batch norm, scale, shift.</summary>
internal sealed record ChannelwiseMap(double[] Scale, double[] Shift)
{
    /// <summary>The number of channels.</summary>
    public int Channels => Scale.Length;

    /// <summary>Whether nothing is added.</summary>
    public bool IsPureScale => Array.TrueForAll(Shift, value => value == 0);

    /// <summary>The map of a node over its data operand, or null where it is not one number per channel.</summary>
    public static ChannelwiseMap? Of(Node node, Graph graph)
    {
        if (!MayBeChannelwise(node, graph))
        {
            return null;
        }

        var operands = graph.OperandsOf(node);
        var isTurned = DataSlot(node, graph) == 1;
        if (operands[isTurned ? 1 : 0].Type is { Shape.Count: 2 })
        {
            operands = [.. operands.Select(operand => WithTrailingAxis(operand, isVector: node.Op is BatchNormalization))];
        }

        var op = isTurned && node.Op is Sub ? new Add() : node.Op;
        if (op.Lift(isTurned ? [operands[1], operands[0]] : operands.AsSpan()) is not { IsChannelwise: true } kernel)
        {
            return null;
        }

        // c − x = −1 · x + c.
        var scale = isTurned && node.Op is Sub ? [.. Enumerable.Repeat(-1.0, kernel.Weight.Count)] : kernel.Weight.ToDoubles();
        return new(scale, kernel.Bias.ToDoubles());
    }

    /// <summary>The operand that is not a constant: sums, differences and products have it on either side.</summary>
    public static int DataSlot(Node node, Graph graph) =>
        node is { Op: Add or Mul or Sub, Inputs: [{ } left, { } right] } && graph.Initializers.ContainsKey(left)
            && !graph.Initializers.ContainsKey(right) ? 1 : 0;

    /// <summary>The data operand, or null.</summary>
    public static Value? DataOf(Node node, Graph graph) => node.Inputs.IsEmpty ? null : node.Inputs[DataSlot(node, graph)];

    /// <summary>This map followed by another one.</summary>
    public ChannelwiseMap Then(ChannelwiseMap next)
    {
        var scale = new double[Channels];
        var shift = new double[Channels];
        for (var i = 0; i < scale.Length; i++)
        {
            scale[i] = Scale[i] * next.Scale[i];
            shift[i] = (Shift[i] * next.Scale[i]) + next.Shift[i];
        }

        return new(scale, shift);
    }

    /// <summary>Every channel repeated: the map over the features of a flattened input.</summary>
    public ChannelwiseMap Repeat(int times) => new(Repeat(Scale, times), Repeat(Shift, times));

    private static double[] Repeat(double[] values, int times) => [.. values.SelectMany(value => Enumerable.Repeat(value, times))];

    /// <summary>Lifting a convolution copies its weights; only depthwise ones of one tap are worth it.</summary>
    private static bool MayBeChannelwise(Node node, Graph graph) => node switch
    {
        { Inputs: [] } or { Op: ConvTranspose or Gemm or MatMul or Opaque } => false,
        { Op: Conv conv, Inputs: [_, { } weight, ..] } =>
            graph.Initializers.TryGetValue(weight, out var tensor) && tensor.Shape.Count > 0 && tensor.Count == tensor.Shape[0] && conv.Groups == tensor.Shape[0],
        _ => true,
    };

    /// <summary>
    /// Rows of features as images of one pixel, which is what operators lift over; constants broadcast from the right follow.
    /// </summary>
    private static Operand WithTrailingAxis(Operand operand, bool isVector) => operand switch
    {
        { Initializer: { Shape.Count: > 0 } tensor } => isVector ? operand : OperandOf(tensor.Reshape([.. tensor.Shape, 1])),
        { Initializer: null, Type: { } type } => new Operand(type with { Shape = [.. type.Shape, 1] }, null),
        _ => operand,
    };

    private static Operand OperandOf(Tensor tensor) => new(tensor.Type, tensor);
}

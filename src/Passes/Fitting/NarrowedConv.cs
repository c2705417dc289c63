using DepthCompress.GraphIR;

using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Passes.Fitting;

/// <summary>Some of the output channels of a convolution.</summary>
internal static class NarrowedConv
{
    /// <summary>The convolution with these outputs only; a depthwise one loses the inputs with them.</summary>
    public static FittedConv Of(Graph graph, Node node, Dims channels)
    {
        var conv = (Conv)node.Op;
        var weight = graph.Initializers[node.Inputs[1]!];
        var bias = node.Inputs is [_, _, { } value] ? graph.Initializers[value] : Tensor.Zeros(weight.Element, [weight.Shape[0]]);
        return new FittedConv(conv.Window, Rows(weight, channels), Rows(bias, channels), double.NaN) { Groups = conv.Groups == 1 ? 1 : channels.Count };
    }

    private static Tensor Rows(Tensor tensor, Dims rows)
    {
        var (size, values) = (tensor.Count / tensor.Shape[0], tensor.ToDoubles());
        return Tensor.Create<double>([rows.Count, .. tensor.Shape[1..]], [.. rows.SelectMany(row => values[(row * size)..((row + 1) * size)])])
            .ConvertTo(tensor.Element);
    }
}

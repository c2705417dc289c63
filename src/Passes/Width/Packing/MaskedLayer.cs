using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>A dense convolution with kernels of zeros, as packing looks at it.</summary>
/// <param name="Conv">The convolution.</param>
/// <param name="Mask">The kernels that are not zero.</param>
/// <param name="Tree">Its filters by what they read.</param>
internal sealed record MaskedLayer(Node Conv, KernelMask Mask, BranchTree Tree)
{
    /// <summary>The name by which plans call it.</summary>
    public string Name => Conv.Name;

    /// <summary>The layers of a network that have something to pack.</summary>
    public static ImmutableArray<MaskedLayer> Of(Graph graph) => [.. graph.Nodes
        .Where(node => PrunableLayers.HasOwnWeights(graph, node)).Select(node => Read(graph, node)).OfType<MaskedLayer>()];

    private static MaskedLayer? Read(Graph graph, Node node)
    {
        var weight = graph.Initializers[node.Inputs[1]!];
        var (numbers, size) = (weight.ToDoubles(), weight.Shape[2..].Product);
        var mask = KernelMask.Of(weight.Shape[0], weight.Shape[1], (filter, channel) =>
            numbers.AsSpan(((filter * weight.Shape[1]) + channel) * size, size).ContainsAnyExcept(0.0));
        if (mask.IsFull || mask.Count == 0)
        {
            return null;
        }

        var bias = node.Inputs.Length > 2 && node.Inputs[2] is { } value ? graph.Initializers[value].ToDoubles() : new double[mask.Filters];
        var dead = mask.DeadFilters();
        return new MaskedLayer(node, mask, BranchTree.Of(mask, filter => dead[filter] && bias[filter] != 0));
    }
}

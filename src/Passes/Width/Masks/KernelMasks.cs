using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Which kernels of a network live: what every width method decides on, and all that packing needs to know.</summary>
/// <param name="Graph">The network, normalized, batch normalization in it.</param>
/// <param name="Layers">Its prunable convolutions, in the order of the network.</param>
/// <param name="Masks">For each of them the kernels that live, in the same order.</param>
public sealed record KernelMasks(Graph Graph, ImmutableArray<PrunableLayer> Layers, ImmutableArray<KernelMask> Masks)
{
    /// <summary>The masks under which every kernel lives.</summary>
    public static KernelMasks Full(Graph graph, ImmutableArray<PrunableLayer> layers) => new(graph, layers,
        [.. layers.Select(layer => KernelMask.Full(graph.Initializers[layer.Weight].Shape[0], graph.Initializers[layer.Weight].Shape[1]))]);
}

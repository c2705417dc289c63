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

    /// <summary>The same masks in another version of the network, by the names of the layers; layers that it lacks are left out.</summary>
    public KernelMasks On(Graph graph)
    {
        var masks = Layers.Zip(Masks).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        var layers = PrunableLayers.Named(graph, Layers.Select(layer => layer.Name));
        return new KernelMasks(graph, layers, [.. layers.Select(layer => masks[layer.Name])]);
    }
}

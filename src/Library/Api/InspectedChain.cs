using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress;

/// <summary>Layers in a row.</summary>
/// <param name="Layers">In the order they are computed.</param>
/// <param name="End">Why the chain ends, in words.</param>
/// <param name="EndNode">The node that ends it; null where none does.</param>
public sealed record InspectedChain(ImmutableArray<InspectedLayer> Layers, string End, string? EndNode)
{
    internal static InspectedChain Of(Graph graph, LayerChain chain) =>
        new([.. chain.Sites.Select(site => InspectedLayer.Of(graph, chain, site))], chain.End.Reason, chain.End.Node);
}

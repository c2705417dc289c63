using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>The part of a kept residual block in front of its last convolution.</summary>
internal static class AbsorbedBlock
{
    /// <summary>The network from the block's input to what its last convolution reads; the first convolution is replaced where a fitted one is given.</summary>
    public static Graph Features(Graph graph, LayerChain chain, Segment kept, FittedConv? first)
    {
        if (first is not null)
        {
            var edit = graph.Edit();
            ReplaceWeights(edit, chain.Sites[kept.Start], first);
            graph = edit.ToGraph();
        }

        return Subgraph.Between(graph, [chain.ValueAt(kept.Start)], [chain.Sites[kept.End - 1].Conv!.Inputs[0]!]);
    }

    /// <summary>Gives a site's value in front of its activation another convolution of the same input.</summary>
    public static void ReplaceWeights(GraphEditor edit, LayerSite site, FittedConv conv, Value? input = null)
    {
        var name = edit.Graph.NameOf(site.Tail.Linear);
        edit.Redefine(
            site.Tail.Linear,
            conv.ToOperator(),
            [input ?? site.Conv!.Inputs[0], edit.Initializer($"{name}.weight", conv.Weight), edit.Initializer($"{name}.bias", conv.Bias)],
            [site.Conv!, .. site.Tail.Maps]);
    }
}

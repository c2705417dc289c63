using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>A residual block that stays for a whole run: what its last convolution reads, and what is added to it.</summary>
internal static class AbsorbedBlock
{
    /// <summary>The span of the block.</summary>
    public static SkipSpan SpanOf(LayerChain chain, Segment kept) =>
        chain.Spans.Single(span => span.Start == kept.Start && span.End == kept.End);

    /// <summary>
    /// The network from the block's input to what its last convolution reads and to the end of its shortcut; the first convolution is replaced where a
    /// fitted one is given.
    /// </summary>
    public static Graph Features(Graph graph, LayerChain chain, Segment kept, FittedConv? first)
    {
        if (first is not null)
        {
            var edit = graph.Edit();
            ReplaceWeights(edit, chain.Sites[kept.Start], first);
            graph = edit.ToGraph();
        }

        var input = chain.ValueAt(kept.Start);
        return Subgraph.Between(graph, [input], [chain.Sites[kept.End - 1].Conv!.Inputs[0]!, ShortcutEnd(SpanOf(chain, kept))]);
    }

    /// <summary>The value that the shortcut adds.</summary>
    public static Value ShortcutEnd(SkipSpan span) => span.ShortcutNodes is [.., var last] ? last.Output : span.Input;

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

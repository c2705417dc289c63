using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>Puts realizations into a network. The values at the ends of segments stay the same values, so that they can be compared and refitted.</summary>
public static class CandidateRewriter
{
    /// <summary>The network with all realizations in place; they must not overlap.</summary>
    public static Graph Apply(Graph graph, ImmutableArray<LayerChain> chains, IEnumerable<Realization> realizations)
    {
        var edit = graph.Edit();
        foreach (var realization in realizations)
        {
            Apply(edit, chains[realization.Candidate.Chain], realization);
        }

        return edit.ToGraph();
    }

    private static void Apply(GraphEditor edit, LayerChain chain, Realization realization)
    {
        var segment = realization.Candidate.Segment;
        var input = chain.InputOf(segment);
        var target = chain.TailOf(segment).Linear;
        switch (realization.Candidate)
        {
            case Candidate.Keep:
                break;
            case Candidate.Identity:
                edit.Redefine(target, new Identity(), [input], chain.NodesOf(segment).AsSpan());
                break;
            case Candidate.Fit or Candidate.Compose:
                var name = edit.Graph.NameOf(target);
                var conv = realization.Convs[0];
                edit.Redefine(
                    target,
                    conv.ToOperator(),
                    [input, edit.Initializer($"{name}.weight", conv.Weight), edit.Initializer($"{name}.bias", conv.Bias)],
                    chain.NodesOf(segment).AsSpan());
                break;
            case Candidate.Absorb absorb:
                Absorb(edit, chain, absorb, realization.Convs, input, target);
                break;
        }
    }

    /// <summary>The kept block and its shortcut read the input of the segment; its last convolution reproduces what the whole run added.</summary>
    private static void Absorb(GraphEditor edit, LayerChain chain, Candidate.Absorb absorb, ImmutableArray<FittedConv> convs, Value input, Value target)
    {
        var (first, last) = (chain.Sites[absorb.Kept.Start], chain.Sites[absorb.Kept.End - 1]);
        var span = AbsorbedBlock.SpanOf(chain, absorb.Kept);
        if (convs is [var firstConv, _])
        {
            AbsorbedBlock.ReplaceWeights(edit, first, firstConv, input);
        }
        else
        {
            Reroute(edit, first.Prefix is [var prefix, ..] ? prefix : first.Conv!, input);
        }

        if (span.ShortcutNodes is [var shortcut, ..])
        {
            Reroute(edit, shortcut, input);
        }

        AbsorbedBlock.ReplaceWeights(edit, last, convs[^1]);
        var added = span.ShortcutNodes.IsEmpty ? input : AbsorbedBlock.ShortcutEnd(span);
        var kept = chain.NodesOf(absorb.Kept);
        var absorbed = chain.NodesOf(absorb.Segment).Where(node => node != span.Join && !kept.Contains(node));
        edit.Redefine(target, new Add(), [added, last.Tail.Linear], [span.Join, .. absorbed]);
    }

    private static void Reroute(GraphEditor edit, Node node, Value input) => edit.Redefine(node.Output, node.Op, [input, .. node.Inputs[1..]], node);
}

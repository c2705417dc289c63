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

    /// <summary>The kept block reads the input of the segment, and its last convolution is added to that input.</summary>
    private static void Absorb(GraphEditor edit, LayerChain chain, Candidate.Absorb absorb, ImmutableArray<FittedConv> convs, Value input, Value target)
    {
        var (first, last) = (chain.Sites[absorb.Kept.Start], chain.Sites[absorb.Kept.End - 1]);
        var dense = ((Conv)last.Conv!.Op).Groups == 1;
        if (convs.Length == (dense ? 2 : 1))
        {
            AbsorbedBlock.ReplaceWeights(edit, first, convs[0], input);
        }
        else
        {
            edit.Redefine(first.Conv!.Output, first.Conv.Op, [input, .. first.Conv.Inputs[1..]], first.Conv);
        }

        if (dense)
        {
            AbsorbedBlock.ReplaceWeights(edit, last, convs[^1]);
        }

        var kept = chain.NodesOf(absorb.Kept);
        var join = chain.SpansOf(absorb.Kept).Single(span => span.Start == absorb.Kept.Start && span.End == absorb.Kept.End).Join;
        edit.Redefine(target, new Add(), [input, last.Tail.Linear], [join, .. chain.NodesOf(absorb.Segment).Where(node => node != join && !kept.Contains(node))]);
    }
}

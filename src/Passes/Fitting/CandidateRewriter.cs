using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>Puts realizations into a network. The values at the ends of segments stay the same values, so that they can be compared and refitted.</summary>
public static class CandidateRewriter
{
    /// <summary>The network with all realizations in place; they must not overlap.</summary>
    /// <param name="graph">The network of the chains, or a variant of it.</param>
    /// <param name="chains">The chains.</param>
    /// <param name="realizations">What is put in.</param>
    /// <param name="narrowed">Told of values with fewer channels than the original has there.</param>
    public static Graph Apply(
        Graph graph, ImmutableArray<LayerChain> chains, IEnumerable<Realization> realizations, IDictionary<Value, NarrowedValue>? narrowed = null)
    {
        var edit = graph.Edit();
        foreach (var realization in realizations)
        {
            Apply(edit, chains[realization.Candidate.Chain], realization, narrowed);
        }

        return edit.ToGraph();
    }

    private static void Apply(GraphEditor edit, LayerChain chain, Realization realization, IDictionary<Value, NarrowedValue>? narrowed)
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
            case Candidate.Compose when realization.Carried is { } carried:
                carried.Put(
                    edit,
                    edit.Define(
                        edit.Graph.NameOf(target), realization.Convs[0].ToOperator(), Operands(edit, input, target, realization.Convs[0]),
                        chain.NodesOf(segment).AsSpan()),
                    target);
                break;
            case Candidate.Compose { End: not EndActivation.Kept } compose:
                Compose(edit, chain, compose, realization.Convs[0]);
                break;
            case Candidate.Fit or Candidate.Compose:
                edit.Redefine(target, realization.Convs[0].ToOperator(), Operands(edit, input, target, realization.Convs[0]), chain.NodesOf(segment).AsSpan());
                break;
            case Candidate.Absorb absorb:
                Absorb(edit, chain, absorb, realization.Convs, input, target);
                break;
            case Candidate.Rank:
                WidthRewrites.Rank(edit, chain, realization);
                break;
            case Candidate.Thin:
                var (value, of) = WidthRewrites.Thin(edit, chain, realization);
                narrowed?.Add(value, of);
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

    /// <summary>
    /// A composition that also changes whether an activation stands at the position where it ends. That is behind the addition where the
    /// segment is the last of a residual branch.
    /// </summary>
    private static void Compose(GraphEditor edit, LayerChain chain, Candidate.Compose compose, FittedConv conv)
    {
        var (target, position) = (chain.TailOf(compose.Segment).Linear, chain.TailAt(compose.Segment.End));
        var operands = Operands(edit, chain.InputOf(compose.Segment), target, conv);
        var nodes = chain.NodesOf(compose.Segment);
        if (compose.End is EndActivation.Added or EndActivation.Relu6 && target == position.Linear)
        {
            AddedActivation.Put(edit, chain, compose, edit.Define(nodes[0].Name, conv.ToOperator(), operands, nodes.AsSpan()));
            return;
        }

        edit.Redefine(target, conv.ToOperator(), operands, nodes.AsSpan());
        if (compose.End is EndActivation.Dropped)
        {
            edit.Redefine(position.Output, new Identity(), [position.Linear], position.Activation.AsSpan());
        }
        else
        {
            var end = edit.Graph.ProducerOf(position.Linear)!;
            AddedActivation.Put(edit, chain, compose, edit.Define(end.Name, end.Op, end.Inputs.AsSpan(), end));
        }
    }

    private static Value?[] Operands(GraphEditor edit, Value input, Value target, FittedConv conv)
    {
        var name = edit.Graph.NameOf(target);
        return [input, edit.Initializer($"{name}.weight", conv.Weight), edit.Initializer($"{name}.bias", conv.Bias)];
    }

    private static void Reroute(GraphEditor edit, Node node, Value input) => edit.Redefine(node.Output, node.Op, [input, .. node.Inputs[1..]], node);
}

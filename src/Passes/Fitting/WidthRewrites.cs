using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Fitting;

/// <summary>Puts narrower layers into a network: pairs of convolutions of low rank, and paths with fewer channels.</summary>
internal static class WidthRewrites
{
    /// <summary>Two convolutions in place of a segment; where blocks were, their input is added again.</summary>
    public static void Rank(GraphEditor edit, LayerChain chain, Realization realization)
    {
        var segment = realization.Candidate.Segment;
        var (place, nodes) = (RankedSegment.Of(edit.Graph, chain, segment)!, RankedSegment.NodesOf(chain, segment));
        var (name, first, second) = (edit.Graph.NameOf(place.Target), realization.Convs[0], realization.Convs[1]);
        var middle = edit.Define(
            $"{name}.rank", first.ToOperator(), [place.Input, edit.Initializer($"{name}.rank.weight", first.Weight)], nodes.AsSpan());
        Value[] operands = [middle, edit.Initializer($"{name}.weight", second.Weight), edit.Initializer($"{name}.bias", second.Bias)];
        if (place.Skip is not { } skip)
        {
            edit.Redefine(place.Target, second.ToOperator(), operands, nodes.AsSpan());
            return;
        }

        var lifted = edit.Define($"{name}.lift", second.ToOperator(), operands, nodes.AsSpan());
        edit.Redefine(place.Target, new Add(), [skip, lifted], [edit.Graph.ProducerOf(place.Target)!, .. nodes]);
    }

    /// <summary>The path of a segment with some of its channels; the value behind its last convolution stays the same value.</summary>
    /// <returns>The output of the first convolution: what it is a part of.</returns>
    public static (Value Narrow, NarrowedValue Of) Thin(GraphEditor edit, LayerChain chain, Realization realization)
    {
        var (graph, channels) = (edit.Graph, realization.Channels!.Value);
        var path = ThinnedPath.Of(graph, chain, realization.Candidate.Segment)!;
        var narrow = new Dictionary<Value, Value> { [path.First.Output] = Put(edit, path.First, path.First.Inputs[0]!, realization.Convs[0]) };
        foreach (var node in path.Between)
        {
            narrow[node.Output] = node.Op is Conv
                ? Put(edit, node, narrow[node.Inputs[0]!], NarrowedConv.Of(graph, node, channels))
                : edit.Define(graph.NameOf(node.Output), node.Op, [.. node.Inputs.Select(input => input is null ? null : narrow.GetValueOrDefault(input, input))], node);
        }

        AbsorbedBlock.ReplaceWeights(edit, path.Last, realization.Convs[^1], narrow[path.Last.Conv!.Inputs[0]!]);
        return (narrow[path.First.Output], new NarrowedValue(path.First.Output, channels));
    }

    private static Value Put(GraphEditor edit, Node node, Value input, FittedConv conv)
    {
        var name = edit.Graph.NameOf(node.Output);
        return edit.Define(name, conv.ToOperator(), [input, edit.Initializer($"{name}.weight", conv.Weight), edit.Initializer($"{name}.bias", conv.Bias)], node);
    }
}

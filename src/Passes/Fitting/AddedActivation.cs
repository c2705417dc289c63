using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>Activations where a network had none: both published depth methods put them behind merged convolutions.</summary>
internal static class AddedActivation
{
    /// <summary>
    /// Whether a position can get an activation: it has none, neither in front of what follows, the chain knows one to take after, nobody
    /// outside reads the value, and no normalization is to stand there.
    /// </summary>
    internal static bool IsPossible(Graph graph, LayerChain chain, int position, EndActivation end = EndActivation.Added) =>
        position > 0 && !chain.TailAt(position).HasActivation && !graph.IsOutput(chain.ValueAt(position))
        && (position == chain.Length || chain.Sites[position].Prefix.IsEmpty) && !chain.Sites.Any(site => site.Tail.IsConditioned)
        && (end is EndActivation.Relu6 || Near(chain, position) is not []);

    /// <summary>Behind the value where a segment ends, from now on under its name; <paramref name="linear"/> is what was there.</summary>
    internal static void Put(GraphEditor edit, LayerChain chain, Candidate.Compose candidate, Value linear)
    {
        var position = candidate.Segment.End;
        if (candidate.End is EndActivation.Relu6)
        {
            edit.Redefine(chain.TailAt(position).Output, new Clip { Min = 0, Max = 6 }, [linear]);
            return;
        }

        var nodes = Near(chain, position);
        var results = new Dictionary<Value, Value> { [InputOf(nodes)] = linear };
        foreach (var node in nodes[..^1])
        {
            results[node.Output] = edit.Define(node.Name, node.Op, Rerouted(node));
        }

        edit.Redefine(chain.TailAt(position).Output, nodes[^1].Op, Rerouted(nodes[^1]));

        Value?[] Rerouted(Node node) => [.. node.Inputs.Select(input => input is null ? null : results.GetValueOrDefault(input, input))];
    }

    /// <summary>The nodes of the nearest activation in front, else of the nearest behind; none where the chain has none.</summary>
    private static ImmutableArray<Node> Near(LayerChain chain, int position) =>
        Enumerable.Range(1, position).Reverse().Concat(Enumerable.Range(position + 1, chain.Length - position))
            .Select(chain.TailAt).FirstOrDefault(tail => tail.HasActivation)?.Activation ?? [];

    /// <summary>A gate and a product read the same value; so does an activation of one node.</summary>
    private static Value InputOf(ImmutableArray<Node> nodes) => nodes[0].Inputs[0]!;
}

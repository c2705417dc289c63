using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>
/// What two networks do between the values that both have and a value behind them: the end of each, cut off at the same places, so that both
/// begin with the same numbers.
/// </summary>
internal sealed class NetworkPiece
{
    private readonly Graph changed;
    private readonly ImmutableArray<Value> cuts;

    private NetworkPiece(Graph before, Graph after, Graph changed, ImmutableArray<Value> cuts) =>
        (Before, After, this.changed, this.cuts) = (before, after, changed, cuts);

    /// <summary>The end of the original.</summary>
    public Graph Before { get; }

    /// <summary>The end of the changed network.</summary>
    public Graph After { get; }

    /// <summary>The piece that computes a pair of values.</summary>
    public static NetworkPiece Of(NetworkVariant variant, (string Name, Value Before, Value After) value)
    {
        var (needed, neededAfter) = (AncestorsOf(variant.Before, value.Before), AncestorsOf(variant.After, value.After));
        ImmutableArray<(Value Before, Value After)> cuts =
        [
            .. variant.Before.Inputs.Zip(variant.After.Inputs),
            .. variant.Pairs().Select(pair => (pair.Before, pair.After)).DistinctBy(pair => pair.Before).DistinctBy(pair => pair.After).Where(pair =>
                needed.Contains(pair.Before) && neededAfter.Contains(pair.After) && IsCut(variant.Before, pair.Before) && IsCut(variant.After, pair.After)),
        ];
        return new NetworkPiece(
            Behind(variant.Before, [.. cuts.Select(cut => cut.Before)], value.Before),
            Behind(variant.After, [.. cuts.Select(cut => cut.After)], value.After),
            variant.After,
            [.. cuts.Select(cut => cut.After)]);
    }

    /// <summary>The inputs keep their names, which subgraphs may read; the cuts are called by their places, the same in both networks.</summary>
    private static Graph Behind(Graph graph, ImmutableArray<Value> cuts, Value to)
    {
        var inputs = cuts.Select((cut, index) => new Value(index < graph.Inputs.Length ? graph.NameOf(cut) : $"cut{index}", graph.TypeOf(cut))
        {
            IsPinned = cut.IsPinned && index < graph.Inputs.Length,
        }).ToImmutableArray();
        var renamed = cuts.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second);
        var nodes = graph.Nodes.Where(node => !node.Outputs.Any(renamed.ContainsKey))
            .Select(node => node.With(inputs: [.. node.Inputs.Select(input => input is null ? null : renamed.GetValueOrDefault(input, input))]));
        return Graph.Create(graph.Name, inputs, nodes, [new GraphOutput("end", renamed.GetValueOrDefault(to, to))], graph.Initializers);
    }

    /// <summary>Numbers, of a known type, that no subgraph reads by name.</summary>
    private static bool IsCut(Graph graph, Value value) => graph.TypeOf(value) is { } type && type.Element.IsFloating()
        && !graph.UsesOf(value).Any(use => use.Node.Op is Opaque { WrittenOperands: not null });

    /// <summary>What the changed network computes at the places of the cuts.</summary>
    public ImmutableArray<Tensor> InputsFrom(IGraphExecutor executor, ImmutableArray<Tensor> inputs)
    {
        ImmutableArray<Value> computed = cuts[changed.Inputs.Length..];
        if (computed.IsEmpty)
        {
            return inputs;
        }

        using var session = executor.Open(changed, computed);
        return [.. inputs, .. session.Run(inputs.AsSpan())];
    }

    private static HashSet<Value> AncestorsOf(Graph graph, Value value)
    {
        var found = new HashSet<Value>();
        var open = new Stack<Value>([value]);
        while (open.TryPop(out var next))
        {
            foreach (var input in graph.ProducerOf(next)?.Inputs.OfType<Value>() ?? [])
            {
                if (found.Add(input))
                {
                    open.Push(input);
                }
            }
        }

        return found;
    }
}

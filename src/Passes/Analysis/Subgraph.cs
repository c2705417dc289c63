using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>Cuts a network between values.</summary>
public static class Subgraph
{
    /// <summary>
    /// The part of a network that computes <paramref name="to"/> from <paramref name="from"/>. The inputs are new values of the same types, in order;
    /// graph inputs that are still needed come behind them. Every other value is the same as in the whole network.
    /// </summary>
    public static Graph Between(Graph graph, ImmutableArray<Value> from, ImmutableArray<Value> to)
    {
        var inputs = from.Select(value => new Value(graph.NameOf(value), graph.TypeOf(value)) { IsPinned = value.IsPinned }).ToImmutableArray();
        var renamed = from.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second);
        var nodes = graph.Nodes
            .Where(node => !node.Outputs.Any(renamed.ContainsKey))
            .Select(node => node.Inputs.Any(input => input is not null && renamed.ContainsKey(input))
                ? node.With(inputs: [.. node.Inputs.Select(input => input is null ? null : renamed.GetValueOrDefault(input, input))])
                : node);
        var outputs = to.Select((value, index) => new GraphOutput($"{graph.NameOf(value)}:out{index}", renamed.GetValueOrDefault(value, value)));
        var part = Graph.Create(graph.Name, inputs, nodes, [.. outputs], graph.Initializers);
        var read = part.Nodes.SelectMany(node => node.Inputs).OfType<Value>().ToHashSet();
        ImmutableArray<Value> further = [.. graph.Inputs.Where(input => read.Contains(input))];
        return further.IsEmpty ? part : Graph.Create(graph.Name, [.. inputs, .. further], part.Nodes, part.Outputs, part.Initializers);
    }
}

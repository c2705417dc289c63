using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Graphs made of another graph's parts.</summary>
internal static class GraphRewrites
{
    /// <summary>The same graph with other nodes for the same values.</summary>
    public static Graph WithNodes(this Graph graph, IEnumerable<Node> nodes) =>
        Graph.Create(graph.Name, graph.Inputs, nodes, graph.Outputs, graph.Initializers);

    /// <summary>The same network for inputs of these types, one for each; everything behind the inputs keeps its values.</summary>
    public static Graph WithInputTypes(this Graph graph, ImmutableArray<TensorType> types)
    {
        var inputs = graph.Inputs.Zip(types, (input, type) => new Value(input.Hint, type) { IsPinned = input.IsPinned }).ToImmutableArray();
        var replaced = graph.Inputs.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second);
        var nodes = graph.Nodes.Select(node => node.Inputs.Any(input => input is not null && replaced.ContainsKey(input))
            ? node.With(inputs: [.. node.Inputs.Select(input => input is null ? null : replaced.GetValueOrDefault(input, input))])
            : node);
        var outputs = graph.Outputs.Select(output => output with { Value = replaced.GetValueOrDefault(output.Value, output.Value) });
        return Graph.Create(graph.Name, inputs, nodes, [.. outputs], graph.Initializers);
    }
}

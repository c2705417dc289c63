using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>What the graphs inside a node (the branches of If, the bodies of Loop and Scan) have to do with the graph around it.</summary>
internal static class Subgraphs
{
    /// <summary>The graphs among the attributes of a node.</summary>
    public static IEnumerable<GraphProto> Of(NodeProto node) =>
        node.Attribute.SelectMany(attribute => attribute.G is { } graph ? attribute.Graphs.Prepend(graph) : attribute.Graphs);

    /// <summary>The names of outer values that the graphs of a node read, each once, in order.</summary>
    public static ImmutableArray<string> Captures(NodeProto node)
    {
        if (!Of(node).Any())
        {
            return [];
        }

        var captures = new OrderedDictionary<string, bool>();
        foreach (var graph in Of(node))
        {
            Collect(graph, [], captures);
        }

        return [.. captures.Keys];
    }

    /// <summary>The names that the graphs of a node define inside; a value around them should not bear one.</summary>
    public static IEnumerable<string> InnerNames(NodeProto node) =>
        Of(node).SelectMany(graph => Defined(graph).Concat(graph.Node.SelectMany(InnerNames)));

    private static void Collect(GraphProto graph, ImmutableArray<HashSet<string>> around, OrderedDictionary<string, bool> captures)
    {
        var scopes = around.Add([.. Defined(graph)]);
        void Read(string name)
        {
            if (name.Length > 0 && !scopes.Any(scope => scope.Contains(name)))
            {
                captures.TryAdd(name, true);
            }
        }

        foreach (var node in graph.Node)
        {
            foreach (var name in node.Input)
            {
                Read(name);
            }

            foreach (var inner in Of(node))
            {
                Collect(inner, scopes, captures);
            }
        }

        foreach (var output in graph.Output)
        {
            Read(output.Name);
        }
    }

    private static IEnumerable<string> Defined(GraphProto graph) =>
    [
        .. graph.Input.Select(input => input.Name),
        .. graph.Initializer.Select(tensor => tensor.Name),
        .. graph.SparseInitializer.Where(tensor => tensor.Values is not null).Select(tensor => tensor.Values.Name),
        .. graph.Node.SelectMany(node => node.Output),
    ];
}

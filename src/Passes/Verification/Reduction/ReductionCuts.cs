using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Verification;

/// <summary>Networks with fewer nodes. Large cuts are proposed first.</summary>
internal static class ReductionCuts
{
    /// <summary>One output instead of several.</summary>
    public static IEnumerable<Graph> Outputs(Graph graph) => graph.Outputs.Length == 1
        ? []
        : graph.Outputs.Select(output => With(graph, graph.Nodes, [output], graph.Inputs));

    /// <summary>Only what a value inside depends on: halves first, then one node less.</summary>
    public static IEnumerable<Graph> Tails(Graph graph)
    {
        var computed = graph.Nodes.SelectMany(node => node.Outputs.Take(1)).Where(value => !graph.IsOutput(value) && graph.TypeOf(value) is not null).ToList();
        foreach (var place in Places(computed.Count))
        {
            yield return With(graph, graph.Nodes, [new GraphOutput(graph.NameOf(computed[place]), computed[place])], graph.Inputs);
        }
    }

    /// <summary>Only what lies behind some nodes: what they compute is supplied instead.</summary>
    public static IEnumerable<Graph> Heads(Graph graph)
    {
        foreach (var place in Places(graph.Nodes.Length - 1).Select(place => graph.Nodes.Length - 2 - place))
        {
            if (Supplied(graph, graph.Nodes.Take(place + 1).ToHashSet()) is { } cut)
            {
                yield return cut;
            }
        }
    }

    /// <summary>One node less: its value is supplied, or one of its operands stands in for it.</summary>
    public static IEnumerable<Graph> Nodes(Graph graph)
    {
        foreach (var node in graph.Nodes)
        {
            if (node.Outputs is [var only])
            {
                foreach (var operand in node.Inputs.OfType<Value>().Where(operand => graph.TypeOf(operand) == graph.TypeOf(only)))
                {
                    yield return Bypassed(graph, node, operand);
                }
            }

            if (graph.Nodes.Length > 1 && node.Inputs.Any(input => input is not null && !graph.Inputs.Contains(input)) && Supplied(graph, [node]) is { } cut)
            {
                yield return cut;
            }
        }
    }

    /// <summary>A graph of the same inputs as far as they are read.</summary>
    internal static Graph With(Graph graph, IEnumerable<Node> nodes, ImmutableArray<GraphOutput> outputs, IEnumerable<Value> inputs)
    {
        var swept = Graph.Create(graph.Name, [.. inputs], nodes, outputs, graph.Initializers);
        var read = swept.Nodes.SelectMany(node => node.Inputs).ToHashSet();
        return Graph.Create(graph.Name, [.. swept.Inputs.Where(read.Contains)], swept.Nodes, outputs, graph.Initializers);
    }

    /// <summary>From the front: a quarter, a half, three quarters, and then one after the other.</summary>
    private static IEnumerable<int> Places(int count) => new[] { count / 4, count / 2, 3 * count / 4 }.Where(_ => count > 8)
        .Concat(Enumerable.Range(0, Math.Max(0, count))).Distinct();

    private static Graph? Supplied(Graph graph, HashSet<Node> gone)
    {
        var kept = graph.Nodes.Where(node => !gone.Contains(node)).ToList();
        var outputs = graph.Outputs.Where(output => graph.ProducerOf(output.Value) is { } producer && !gone.Contains(producer)).ToImmutableArray();
        var read = kept.SelectMany(node => node.Inputs).OfType<Value>().ToHashSet();
        var supplied = gone.SelectMany(node => node.Outputs).Where(read.Contains).ToList();
        if (outputs.IsEmpty || supplied.Exists(value => graph.TypeOf(value) is null || value.IsPinned))
        {
            return null;
        }

        var inputs = supplied.ToDictionary(value => value, value => new Value(graph.NameOf(value), graph.TypeOf(value)));
        return With(graph, kept.Select(node => Reading(node, inputs)), outputs, graph.Inputs.Concat(inputs.Values));
    }

    private static Graph Bypassed(Graph graph, Node node, Value operand)
    {
        var instead = new Dictionary<Value, Value> { [node.Output] = operand };
        var outputs = graph.Outputs.Select(output => output with { Value = instead.GetValueOrDefault(output.Value, output.Value) });
        return With(graph, graph.Nodes.Where(other => other != node).Select(other => Reading(other, instead)), [.. outputs], graph.Inputs);
    }

    private static Node Reading(Node node, Dictionary<Value, Value> instead) => node.Inputs.Any(input => input is not null && instead.ContainsKey(input))
        ? node.With(inputs: [.. node.Inputs.Select(input => input is null ? null : instead.GetValueOrDefault(input, input))])
        : node;
}

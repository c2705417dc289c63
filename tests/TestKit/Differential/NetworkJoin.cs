using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>Many small networks side by side in one: to start the engine costs more than to run them.</summary>
internal sealed class NetworkJoin
{
    private readonly Dictionary<Graph, List<Value>> inputs = [];
    private readonly Dictionary<Graph, Dictionary<Value, Value>> added = [];
    private readonly List<Value> allInputs = [];
    private readonly List<Node> nodes = [];
    private readonly List<GraphOutput> outputs = [];
    private readonly OrderedDictionary<Value, Tensor> initializers = [];

    /// <summary>Adds a network, unless it is there already, and asks for values of it.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="original">The network whose inputs it shares, in order.</param>
    /// <param name="fetched">Values of the network; they become outputs, numbered on.</param>
    public void Add(Graph graph, Graph original, IEnumerable<Value> fetched)
    {
        if (!added.TryGetValue(graph, out var copies))
        {
            copies = added[graph] = Copy(graph, InputsOf(original));
        }

        foreach (var value in fetched)
        {
            outputs.Add(new GraphOutput(Numbered("out", outputs.Count), copies[value]));
        }
    }

    /// <summary>All of them.</summary>
    public Graph ToGraph() => Graph.Create("joined", [.. allInputs], nodes, [.. outputs], initializers);

    private List<Value> InputsOf(Graph original)
    {
        if (!inputs.TryGetValue(original, out var shared))
        {
            shared = inputs[original] = [];
            foreach (var input in original.Inputs)
            {
                shared.Add(new Value(Numbered("in", allInputs.Count), original.TypeOf(input)));
                allInputs.Add(shared[^1]);
            }
        }

        return shared;
    }

    private Dictionary<Value, Value> Copy(Graph graph, List<Value> shared)
    {
        var copies = graph.Inputs.Zip(shared).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var (value, tensor) in graph.Initializers)
        {
            initializers.Add(copies[value] = new Value(value.Hint), tensor);
        }

        foreach (var node in graph.Nodes)
        {
            foreach (var value in node.Outputs)
            {
                copies[value] = new Value(Numbered("v", nodes.Count), graph.TypeOf(value));
            }

            nodes.Add(new Node
            {
                Name = Numbered(node.Name, nodes.Count),
                Op = node.Op,
                Inputs = [.. node.Inputs.Select(input => input is null ? null : copies[input])],
                Outputs = [.. node.Outputs.Select(value => copies[value])],
            });
        }

        return copies;
    }

    private static string Numbered(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");
}

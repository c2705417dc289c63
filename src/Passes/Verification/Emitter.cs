using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Collects the nodes and constants of a graph that is made from scratch.</summary>
internal sealed class Emitter
{
    private readonly List<Node> nodes = [];
    private readonly OrderedDictionary<Value, Tensor> initializers = [];

    /// <summary>Adds a constant.</summary>
    public Value Constant(Tensor tensor)
    {
        var value = new Value($"c{initializers.Count}");
        initializers.Add(value, tensor);
        return value;
    }

    /// <summary>Adds one number in double precision.</summary>
    public Value Number(double number) => Constant(Tensor.Scalar(number));

    /// <summary>Adds a node of one result.</summary>
    public Value Emit(Operator op, params ReadOnlySpan<Value?> inputs) => Emit(op, [.. inputs], 1)[0];

    /// <summary>Adds a node.</summary>
    public ImmutableArray<Value> Emit(Operator op, ImmutableArray<Value?> inputs, int results)
    {
        ImmutableArray<Value> outputs = [.. Enumerable.Range(0, results).Select(index => new Value($"v{nodes.Count}.{index}"))];
        nodes.Add(new Node { Name = $"n{nodes.Count}", Op = op, Inputs = inputs, Outputs = outputs });
        return outputs;
    }

    /// <summary>The graph of everything that the results need.</summary>
    public Graph ToGraph(string name, ImmutableArray<Value> inputs, IEnumerable<Value> results) =>
        Graph.Create(name, inputs, nodes, [.. results.Select((value, index) => new GraphOutput($"r{index}", value))], initializers);
}

using System.Collections.Frozen;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>The part of a graph that depends on no input, and the values of it that the rest reads.</summary>
internal sealed record ConstantExpressions(ImmutableArray<Node> Nodes, ImmutableArray<Value> Results)
{
    /// <summary>
    /// Random numbers, control flow, values that are no tensors, and quantization, which is a statement about how to compute.
    /// </summary>
    private static readonly FrozenSet<string> Excluded = FrozenSet.Create(
        "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli", "If", "Loop", "Scan",
        "SequenceMap", "SequenceEmpty", "SequenceConstruct", "SplitToSequence", "ConcatFromSequence", "Optional", "OptionalGetElement",
        "OptionalHasElement", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear");

    /// <summary>The constant expressions of a graph without those that compute the refused nodes' results.</summary>
    public static ConstantExpressions Of(Graph graph, HashSet<Node> refused)
    {
        var constants = graph.Initializers.Where(pair => IsOrdinary(pair.Value.Element)).Select(pair => pair.Key).ToHashSet();
        var nodes = ImmutableArray.CreateBuilder<Node>();
        foreach (var node in graph.Nodes)
        {
            if (!refused.Contains(node) && IsComputable(node) && node.Inputs.All(input => input is null || constants.Contains(input)))
            {
                nodes.Add(node);
                constants.UnionWith(node.Outputs);
            }
        }

        var inside = nodes.ToHashSet();
        var results = nodes.SelectMany(node => node.Outputs)
            .Where(value => graph.IsOutput(value) || graph.UsesOf(value).Any(use => !inside.Contains(use.Node)));
        return new(nodes.ToImmutable(), [.. results]);
    }

    /// <summary>A network without inputs that computes the results.</summary>
    public Graph ToGraph(Graph graph) =>
        Graph.Create(graph.Name, [], Nodes, [.. Results.Select((value, index) => new GraphOutput($"constant.{index}", value))],
            graph.Initializers);

    /// <summary>The bytes of the initializers behind a node.</summary>
    public long BytesReadBy(Node node, Graph graph)
    {
        var seen = new HashSet<Value>();
        var open = new Stack<Value>(node.Inputs.OfType<Value>());
        var bytes = 0L;
        while (open.TryPop(out var value))
        {
            if (!seen.Add(value))
            {
                continue;
            }

            if (graph.Initializers.TryGetValue(value, out var tensor))
            {
                bytes += tensor.Bytes.Length;
            }
            else if (graph.ProducerOf(value) is { } producer)
            {
                foreach (var input in producer.Inputs.OfType<Value>())
                {
                    open.Push(input);
                }
            }
        }

        return bytes;
    }

    /// <summary>Numbers that the engine computes with; packed and 8-bit ones, and text, stay where they are.</summary>
    private static bool IsOrdinary(ElementType element) => element.IsFloating() || element is ElementType.Bool
        or ElementType.Int64 or ElementType.Int32 or ElementType.Int16 or ElementType.Int8
        or ElementType.UInt64 or ElementType.UInt32 or ElementType.UInt16 or ElementType.UInt8;

    private static bool IsComputable(Node node) =>
        node.Op is { Domain: "" or "ai.onnx" } op and not Opaque { WrittenOperands: not null } && !Excluded.Contains(op.OpType);
}

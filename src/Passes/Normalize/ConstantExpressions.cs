using System.Collections.Frozen;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>The part of a graph that depends on no input, and the values of it that the rest reads.</summary>
/// <param name="Nodes">In order.</param>
/// <param name="Results">What is read of them.</param>
/// <param name="TooLarge">Nodes that would be among them, if their constants were not so large.</param>
internal sealed record ConstantExpressions(ImmutableArray<Node> Nodes, ImmutableArray<Value> Results, ImmutableArray<(Node Node, long Bytes)> TooLarge)
{
    /// <summary>
    /// Random numbers, control flow, values that are no tensors, and quantization, which is a statement about how to compute.
    /// </summary>
    private static readonly FrozenSet<string> Excluded = FrozenSet.Create(
        "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli", "If", "Loop", "Scan",
        "SequenceMap", "SequenceEmpty", "SequenceConstruct", "SplitToSequence", "ConcatFromSequence", "Optional", "OptionalGetElement",
        "OptionalHasElement", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear");

    /// <summary>The constant expressions of a graph without those that compute the refused nodes' results, and without those that read more.</summary>
    public static ConstantExpressions Of(Graph graph, HashSet<Node> refused, long largestRead)
    {
        var tooLarge = ImmutableArray.CreateBuilder<(Node, long)>();
        var constants = graph.Initializers.Where(pair => IsOrdinary(pair.Value.Element)).Select(pair => pair.Key).ToHashSet();
        var nodes = ImmutableArray.CreateBuilder<Node>();
        foreach (var node in graph.Nodes)
        {
            if (!refused.Contains(node) && IsComputable(node) && node.Inputs.All(input => input is null || constants.Contains(input)))
            {
                var read = node.Inputs.OfType<Value>().Sum(input => (long)(graph.Initializers.GetValueOrDefault(input)?.Bytes.Length ?? 0));
                if (read > largestRead)
                {
                    tooLarge.Add((node, read));
                    continue;
                }

                nodes.Add(node);
                constants.UnionWith(node.Outputs);
            }
        }

        var inside = nodes.ToHashSet();
        var results = nodes.SelectMany(node => node.Outputs)
            .Where(value => graph.IsOutput(value) || graph.UsesOf(value).Any(use => !inside.Contains(use.Node)));
        return new(nodes.ToImmutable(), [.. results], tooLarge.ToImmutable());
    }

    /// <summary>A network without inputs that computes the results.</summary>
    public Graph ToGraph(Graph graph) =>
        Graph.Create(graph.Name, [], Nodes, [.. Results.Select((value, index) => new GraphOutput($"constant.{index}", value))],
            graph.Initializers);

    /// <summary>Numbers that the engine computes with; packed and 8-bit ones, and text, stay where they are.</summary>
    private static bool IsOrdinary(ElementType element) => element.IsFloating() || element is ElementType.Bool
        or ElementType.Int64 or ElementType.Int32 or ElementType.Int16 or ElementType.Int8
        or ElementType.UInt64 or ElementType.UInt32 or ElementType.UInt16 or ElementType.UInt8;

    private static bool IsComputable(Node node) =>
        node.Op is { Domain: "" or "ai.onnx" } op and not Opaque { WrittenOperands: not null } && !Excluded.Contains(op.OpType);
}

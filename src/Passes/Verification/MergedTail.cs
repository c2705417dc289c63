using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Verification;

/// <summary>What stands behind a merged convolution up to a value: additions of outer values, a normalization.</summary>
/// <param name="Nodes">Back to front, the convolution not among them.</param>
/// <param name="Outer">What is added, front to back.</param>
internal sealed record MergedTail(ImmutableHashSet<Node> Nodes, ImmutableArray<Value> Outer)
{
    /// <summary>Read from the nodes, along their first operands, up to the convolution that reads <paramref name="from"/>.</summary>
    public static MergedTail Of(Graph graph, Value from, Value to)
    {
        var (nodes, outer) = (ImmutableHashSet.CreateBuilder<Node>(), new List<Value>());
        for (var value = to; graph.ProducerOf(value) is { } node && !(node.Op is Conv && node.Inputs[0] == from); value = node.Inputs[0]!)
        {
            nodes.Add(node);
            if (node is { Op: Add, Inputs: [_, { } added] } && !graph.Initializers.ContainsKey(added))
            {
                outer.Insert(0, added);
            }
        }

        return new MergedTail(nodes.ToImmutable(), [.. outer]);
    }
}

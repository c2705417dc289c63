using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>
/// What stands between a convolution and its activation in networks whose normalization cannot be folded: additions of outer values, then a
/// normalization over the map with its scale and shift.
/// </summary>
internal sealed record Conditioning(ImmutableArray<Node> Nodes, ImmutableArray<Shift> Shifts, Node? Norm)
{
    /// <summary>Everything of the kind behind a value, each part read by the next only; null where there is nothing.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="value">What a convolution made.</param>
    /// <param name="start">
    /// What the chain begins with. Where that has one number per channel itself and is added, it is a skip connection and no outer value:
    /// the chain would depend on it in two ways.
    /// </param>
    public static Conditioning? Behind(Graph graph, Value value, Value start)
    {
        var (nodes, shifts) = (new List<Node>(), new List<Shift>());
        Node? norm = null;
        while (true)
        {
            if (!graph.IsOutput(value) && graph.UsesOf(value) is [{ Node: var next }])
            {
                if (norm is null && ShiftAt(graph, next, value) is { } shift && shift.Outer != start)
                {
                    shifts.Add(shift);
                    nodes.Add(next);
                    value = next.Output;
                    continue;
                }

                if (norm is not null && Elementwise.IsMap(graph, next, value))
                {
                    nodes.Add(next);
                    value = next.Output;
                    continue;
                }

                if (norm is null && NormAt(graph, next, value) is { } found)
                {
                    nodes.AddRange(found);
                    norm = found.First(node => node.Op is GroupNormalization or InstanceNormalization);
                    value = nodes[^1].Output;
                    continue;
                }
            }

            return nodes.Count == 0 ? null : new Conditioning([.. nodes], [.. shifts], norm);
        }
    }

    /// <summary>The addition of a computed value with one number per channel.</summary>
    private static Shift? ShiftAt(Graph graph, Node node, Value value) =>
        node is { Op: Add, Inputs: [{ } left, { } right] } && (left == value ? right : left) is var outer && outer != value
        && !graph.Initializers.ContainsKey(outer) && graph.TypeOf(value)?.Shape is { Count: > 2 } shape
        && graph.TypeOf(outer)?.Shape is { } added && added.Count == shape.Count && added[1] == shape[1] && added.Skip(2).All(axis => axis == 1)
        && (added[0] == shape[0] || added[0] == 1) && graph.TypeOf(node.Output)?.Shape == shape
            ? new Shift(node, outer)
            : null;

    /// <summary>A normalization over the map: one node, or groups of channels brought side by side and back.</summary>
    private static ImmutableArray<Node>? NormAt(Graph graph, Node node, Value value)
    {
        if (node.Inputs[0] != value || node.Inputs.Skip(1).Any(input => input is not null && !graph.Initializers.ContainsKey(input)))
        {
            return null;
        }

        if (node.Op is GroupNormalization or InstanceNormalization)
        {
            return [node];
        }

        return node.Op is Reshape && Next(graph, node) is { Op: InstanceNormalization } norm && Next(graph, norm) is { Op: Reshape } back
            && graph.TypeOf(back.Output) is { } type && type == graph.TypeOf(value)
            && graph.TypeOf(node.Output)?.Shape is [_, { IsKnown: true }, ..] ? [node, norm, back] : null;
    }

    private static Node? Next(Graph graph, Node node) =>
        !graph.IsOutput(node.Output) && graph.UsesOf(node.Output) is [{ Slot: 0, Node: var next }]
        && next.Inputs.Skip(1).All(input => input is null || graph.Initializers.ContainsKey(input)) ? next : null;
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Takes out additions of nothing: a block whose branch computes zeros is its shortcut.</summary>
internal static class DeadBlocks
{
    public static Graph Remove(Graph graph)
    {
        var (edit, zeros) = (graph.Edit(), new HashSet<Value>());
        foreach (var node in graph.Nodes)
        {
            if (IsZero(graph, node, zeros))
            {
                zeros.UnionWith(node.Outputs);
            }
            else if (node.Op is Add or Sum && node.Inputs is [{ } left, { } right] && zeros.Contains(left) != zeros.Contains(right))
            {
                var other = zeros.Contains(left) ? right : left;
                if (graph.TypeOf(other) == graph.TypeOf(node.Output) && !graph.Initializers.ContainsKey(other))
                {
                    edit.TryBypass(node, other);
                }
            }
        }

        return edit.ToGraph();
    }

    private static bool IsZero(Graph graph, Node node, HashSet<Value> zeros) => node.Op switch
    {
        Conv => IsZeroConstant(graph, node, 2) && (zeros.Contains(node.Inputs[0]!) || IsZeroConstant(graph, node, 1)),
        Add or Sum or Sub => node.Inputs.All(input => input is not null && zeros.Contains(input)),
        Mul => node.Inputs.Any(input => input is not null && zeros.Contains(input)),
        Pad pad => pad.Value == 0 && zeros.Contains(node.Inputs[0]!),
        _ => ZeroFunctions.Keeps(node.Op) && node.Inputs.Any(input => input is not null && zeros.Contains(input))
            && node.Inputs.All(input => input is null || zeros.Contains(input) || graph.Initializers.ContainsKey(input)),
    };

    private static bool IsZeroConstant(Graph graph, Node node, int slot) => slot >= node.Inputs.Length || node.Inputs[slot] is not { } value
        ? slot == 2 : graph.Initializers.TryGetValue(value, out var tensor) && TensorPlaces.IsZero(tensor);
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>Reads off a network what follows a value, and what the short branch of a skip connection is.</summary>
internal static class Tails
{
    /// <summary>
    /// Per-channel maps, then what conditions the map of a chain that begins at <paramref name="start"/>, then at most one activation, each with
    /// a single reader.
    /// </summary>
    public static Tail Of(Graph graph, Value value, Node? until, Value start)
    {
        var maps = ImmutableArray.CreateBuilder<Node>();
        while (!graph.IsOutput(value) && graph.UsesOf(value) is [var use] && use.Node != until && Elementwise.IsMap(graph, use.Node, value))
        {
            maps.Add(use.Node);
            value = use.Node.Output;
        }

        // Inside a residual branch a normalization is a barrier: what it divides by would have to be divided out of the shortcut, too.
        var conditioning = until is null ? Conditioning.Behind(graph, value, start) : null;
        var end = conditioning?.Nodes[^1].Output ?? value;
        var activation = graph.IsOutput(end) ? null : Elementwise.ActivationAt(graph, end);
        ImmutableArray<Node> nodes = [.. conditioning?.Nodes ?? [], .. activation ?? []];
        return new Tail(value, nodes is [.., var last] ? last.Output : value, maps.ToImmutable(), nodes)
        {
            Shifts = conditioning?.Shifts ?? [],
            Norm = conditioning?.Norm,
        };
    }

    /// <summary>The branch from a value through one of its readers to an addition; null where it is none that a skip span may have.</summary>
    public static (Shortcut Kind, ImmutableArray<Node> Nodes)? ShortcutThrough(Graph graph, Value value, Node first, Node join)
    {
        var nodes = ImmutableArray.CreateBuilder<Node>();
        var kind = Shortcut.Identity;
        for (var node = first; !ReferenceEquals(node, join); node = graph.UsesOf(value)[0].Node)
        {
            if (Elementwise.IsConvolution(graph, node, value))
            {
                kind = kind is Shortcut.Identity ? Shortcut.Projection : kind;
            }
            else if (node.Op is Slice or Pad or AveragePool && node.Outputs.Length == 1)
            {
                kind = Shortcut.Resample;
            }
            else if (!Elementwise.IsMap(graph, node, value))
            {
                return null;
            }

            nodes.Add(node);
            value = node.Output;
            if (graph.IsOutput(value) || graph.UsesOf(value).Length != 1)
            {
                return null;
            }
        }

        return (nodes.Count > 0 && kind is Shortcut.Identity ? Shortcut.Projection : kind, nodes.ToImmutable());
    }
}

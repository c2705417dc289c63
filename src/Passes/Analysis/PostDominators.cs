using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>
/// For every node the next node that all ways to the outputs pass through (Cooper, Harvey, Kennedy, "A simple, fast dominance algorithm"). These
/// are a tree, which may be as deep as the network; where two ways in it meet is found by jumps (Myers, "An applicative random-access stack").
/// </summary>
internal sealed class PostDominators
{
    private const int Unread = -1;
    private readonly Graph graph;
    private readonly int exit;
    private readonly int[] next;
    private readonly int[] jump;
    private readonly int[] depth;

    public PostDominators(Graph graph)
    {
        this.graph = graph;
        exit = graph.Nodes.Length;
        (next, jump, depth) = (new int[exit + 1], new int[exit + 1], new int[exit + 1]);
        (next[exit], jump[exit]) = (exit, exit);
        for (var i = exit - 1; i >= 0; i--)
        {
            var parent = graph.Nodes[i].Outputs.Select(Meet).Aggregate(Unread, Intersect) is >= 0 and var found ? found : exit;
            var (near, far) = (jump[parent], jump[jump[parent]]);
            next[i] = parent;
            depth[i] = depth[parent] + 1;
            jump[i] = depth[parent] - depth[near] == depth[near] - depth[far] ? far : parent;
        }
    }

    /// <summary>The first node that everything made of a value passes through; null where that is only the end of the network.</summary>
    public Node? After(Value value) => Meet(value) is >= 0 and var meet && meet != exit ? graph.Nodes[meet] : null;

    private int Meet(Value value) =>
        graph.IsOutput(value) ? exit : graph.UsesOf(value).Select(use => graph.PlaceOf(use.Node)).Aggregate(Unread, Intersect);

    private int Intersect(int left, int right)
    {
        if (left == Unread || right == Unread)
        {
            return Math.Max(left, right);
        }

        (left, right) = (Raise(left, depth[right]), Raise(right, depth[left]));
        while (left != right)
        {
            (left, right) = jump[left] != jump[right] ? (jump[left], jump[right]) : (next[left], next[right]);
        }

        return left;
    }

    /// <summary>The node above that is no deeper than so.</summary>
    private int Raise(int node, int least)
    {
        while (depth[node] > least)
        {
            node = depth[jump[node]] >= least ? jump[node] : next[node];
        }

        return node;
    }
}

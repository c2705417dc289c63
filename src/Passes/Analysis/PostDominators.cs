using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>For every node the next node that all ways to the outputs pass through (Cooper, Harvey, Kennedy, "A simple, fast dominance algorithm").</summary>
internal sealed class PostDominators
{
    private const int Exit = int.MaxValue;
    private readonly Graph graph;
    private readonly int[] next;

    public PostDominators(Graph graph)
    {
        this.graph = graph;
        next = new int[graph.Nodes.Length];
        for (var i = next.Length - 1; i >= 0; i--)
        {
            next[i] = graph.Nodes[i].Outputs.Select(Meet).Aggregate(-1, Intersect);
        }
    }

    /// <summary>The first node that everything made of a value passes through; null where that is only the end of the network.</summary>
    public Node? After(Value value)
    {
        var meet = Meet(value);
        return meet == Exit || meet < 0 ? null : graph.Nodes[meet];
    }

    private int Meet(Value value) =>
        graph.IsOutput(value) ? Exit : graph.UsesOf(value).Select(use => graph.PlaceOf(use.Node)).Aggregate(-1, Intersect);

    private int Intersect(int left, int right)
    {
        if (left == -1 || right == -1)
        {
            return Math.Max(left, right);
        }

        while (left != right)
        {
            if (left < right)
            {
                left = left == Exit ? Exit : next[left];
            }
            else
            {
                right = right == Exit ? Exit : next[right];
            }

            if (left == -1 || right == -1)
            {
                return Exit;
            }
        }

        return left;
    }
}

namespace DepthCompress.GraphIR;

/// <summary>Sorts nodes so that each comes after the nodes it reads, and leaves out those that no output needs.</summary>
internal static class TopologicalOrder
{
    /// <summary>
    /// Depth first with an explicit stack: networks of ten thousand nodes are deep. Among free nodes the given order is kept.
    /// </summary>
    public static ImmutableArray<Node> Of(IEnumerable<Node> nodes, ImmutableArray<GraphOutput> outputs)
    {
        var given = nodes as IReadOnlyCollection<Node> ?? [.. nodes];
        var producers = given.SelectMany(node => node.Outputs, (node, value) => (node, value))
            .ToDictionary(pair => pair.value, pair => pair.node);
        var needed = Needed(producers, outputs);
        var sorted = ImmutableArray.CreateBuilder<Node>(needed.Count);
        var done = new HashSet<Node>();
        var open = new HashSet<Node>();
        var stack = new Stack<(Node Node, int Slot)>();
        foreach (var root in given.Where(needed.Contains))
        {
            stack.Push((root, 0));
            while (stack.TryPop(out var top))
            {
                if (done.Contains(top.Node))
                {
                    continue;
                }

                open.Add(top.Node);
                var slot = top.Slot;
                Node? pending = null;
                while (slot < top.Node.Inputs.Length && pending is null)
                {
                    pending = top.Node.Inputs[slot++] is { } value && producers.TryGetValue(value, out var producer)
                        && !done.Contains(producer)
                        ? producer
                        : null;
                }

                if (pending is null)
                {
                    open.Remove(top.Node);
                    done.Add(top.Node);
                    sorted.Add(top.Node);
                    continue;
                }

                if (open.Contains(pending))
                {
                    throw new CyclicGraphException(pending);
                }

                stack.Push((top.Node, slot));
                stack.Push((pending, 0));
            }
        }

        return sorted.ToImmutable();
    }

    private static HashSet<Node> Needed(Dictionary<Value, Node> producers, ImmutableArray<GraphOutput> outputs)
    {
        var needed = new HashSet<Node>();
        var stack = new Stack<Value>(outputs.Select(output => output.Value));
        while (stack.TryPop(out var value))
        {
            if (producers.TryGetValue(value, out var node) && needed.Add(node))
            {
                foreach (var input in node.Inputs.OfType<Value>())
                {
                    stack.Push(input);
                }
            }
        }

        return needed;
    }
}

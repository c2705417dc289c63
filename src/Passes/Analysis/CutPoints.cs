using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>The values that carry the whole state of a network on their own: everything behind them depends on nothing else before them.</summary>
public static class CutPoints
{
    /// <summary>The cut values in execution order, the only graph input first. Empty for networks with several inputs until they have met.</summary>
    public static ImmutableArray<Value> Of(Graph graph)
    {
        var open = new OpenValues(graph);
        foreach (var input in graph.Inputs)
        {
            open.Add(input);
        }

        var cuts = ImmutableArray.CreateBuilder<Value>();
        Note();
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Inputs.OfType<Value>())
            {
                open.Read(input);
            }

            foreach (var output in node.Outputs)
            {
                open.Add(output);
            }

            Note();
        }

        return cuts.ToImmutable();

        void Note()
        {
            if (open.Only is { } only && (cuts.Count == 0 || cuts[^1] != only))
            {
                cuts.Add(only);
            }
        }
    }

    /// <summary>The values that are still to be read. Which one is the only one is known without a look at those that were.</summary>
    private sealed class OpenValues(Graph graph)
    {
        private readonly Dictionary<Value, (int Number, int Uses)> remaining = [];
        private readonly List<Value> all = [];
        private int numbers;

        public Value? Only => remaining.Count == 1 ? all[numbers] : null;

        public void Add(Value value)
        {
            // An output of the network is read once more, by the caller.
            if (graph.UsesOf(value).Length + (graph.IsOutput(value) ? 1 : 0) is > 0 and var uses)
            {
                remaining[value] = (all.Count, uses);
                numbers ^= all.Count;
                all.Add(value);
            }
        }

        public void Read(Value value)
        {
            if (!remaining.TryGetValue(value, out var found))
            {
                return;
            }

            if (found.Uses > 1)
            {
                remaining[value] = found with { Uses = found.Uses - 1 };
                return;
            }

            remaining.Remove(value);
            numbers ^= found.Number;
        }
    }
}

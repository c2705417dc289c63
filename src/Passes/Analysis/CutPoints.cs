using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>The values that carry the whole state of a network on their own: everything behind them depends on nothing else before them.</summary>
public static class CutPoints
{
    /// <summary>The cut values in execution order, the only graph input first. Empty for networks with several inputs until they have met.</summary>
    public static ImmutableArray<Value> Of(Graph graph)
    {
        var remaining = new Dictionary<Value, int>();
        foreach (var input in graph.Inputs)
        {
            Open(input);
        }

        var cuts = ImmutableArray.CreateBuilder<Value>();
        Note();
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Inputs.OfType<Value>().Where(remaining.ContainsKey))
            {
                if (--remaining[input] == 0)
                {
                    remaining.Remove(input);
                }
            }

            foreach (var output in node.Outputs)
            {
                Open(output);
            }

            Note();
        }

        return cuts.ToImmutable();

        void Open(Value value)
        {
            // An output of the network is read once more, by the caller.
            if (graph.UsesOf(value).Length + (graph.IsOutput(value) ? 1 : 0) is > 0 and var uses)
            {
                remaining[value] = uses;
            }
        }

        void Note()
        {
            if (remaining.Count == 1 && remaining.Keys.First() is var only && (cuts.Count == 0 || cuts[^1] != only))
            {
                cuts.Add(only);
            }
        }
    }
}

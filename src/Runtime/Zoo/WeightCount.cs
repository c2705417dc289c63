using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Zoo;

/// <summary>How large a network is in the sense of the papers.</summary>
public static class WeightCount
{
    /// <summary>The numbers that training finds: neither the statistics of batch norms nor constants.</summary>
    public static long Of(Graph graph)
    {
        var weights = graph.Nodes
            .SelectMany(node => node.Inputs.Where((_, slot) => node.Op.KindOf(slot) == OperandKind.Weight))
            .ToHashSet();
        return graph.Initializers.Where(pair => weights.Contains(pair.Key)).Sum(pair => (long)pair.Value.Count);
    }
}

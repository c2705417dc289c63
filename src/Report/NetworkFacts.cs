using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Report;

/// <summary>What can be counted about a network without running it.</summary>
/// <param name="Nodes">Operators.</param>
/// <param name="Depth">Convolutions on the longest way from an input to an output.</param>
/// <param name="Parameters">Numbers in floating-point weights.</param>
/// <param name="MultiplyAccumulates">Of one sample.</param>
/// <param name="Bytes">Of the file; null where there is none.</param>
public sealed record NetworkFacts(int Nodes, int Depth, long Parameters, long MultiplyAccumulates, long? Bytes)
{
    /// <summary>Counts.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="bytes">The size of its file.</param>
    /// <param name="unknown">What an axis counts as that is only known by name.</param>
    public static NetworkFacts Of(Graph graph, long? bytes = null, int unknown = 1) => new(
        graph.Nodes.Length, NetworkCost.Depth(graph), NetworkCost.Parameters(graph), NetworkCost.MultiplyAccumulates(graph, unknown),
            bytes);
}

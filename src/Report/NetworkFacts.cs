using DepthCompress.GraphIR;
using DepthCompress.Passes;
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
        graph.Nodes.Length, NetworkCost.Depth(graph), NetworkCost.Parameters(graph), NetworkCost.MultiplyAccumulates(Sized(graph), unknown),
            bytes);

    /// <summary>The same network with the sizes of all maps known as far as they can be: some files compute them by nodes.</summary>
    private static Graph Sized(Graph graph) => graph.Nodes.Any(node => node.Op is Conv or ConvTranspose && !HasSize(graph, node.Output))
        ? Pipelines.Normalize.Run(graph, new PassContext(new DiagnosticSink()))
        : graph;

    private static bool HasSize(Graph graph, Value value) => graph.TypeOf(value)?.Shape is { } shape && shape.Skip(2).All(axis => axis.IsKnown);
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Width;

namespace DepthCompress;

/// <summary>How much of a network was removed, zeros that stay in a file counted as removed.</summary>
/// <param name="MultiplyAccumulates">Of the whole network.</param>
/// <param name="Parameters">Of the whole network.</param>
/// <param name="PrunableMultiplyAccumulates">Of its prunable convolutions, as the papers count.</param>
/// <param name="PrunableParameters">Of their kernels.</param>
internal sealed record RemovedParts(double MultiplyAccumulates, double Parameters, double PrunableMultiplyAccumulates, double PrunableParameters)
{
    /// <summary>By live kernels.</summary>
    public static RemovedParts Of(MaskCost cost) => new(
        cost.RemovedOfWholeMultiplyAccumulates, cost.RemovedOfWholeParameters, cost.RemovedMultiplyAccumulates, cost.RemovedParameters);

    /// <summary>Of a network whose channels were cut, convolutions found again by their names.</summary>
    public static RemovedParts Of(Graph before, Graph after, int unknown)
    {
        var left = after.Nodes.Where(node => node.Op is Conv).ToDictionary(node => node.Name);
        var layers = Prunable(before).Where(layer => left.ContainsKey(layer.Name)).ToList();
        return new(
            Part(NetworkCost.MultiplyAccumulates(before, unknown), NetworkCost.MultiplyAccumulates(after, unknown)),
            Part(NetworkCost.Parameters(before), NetworkCost.Parameters(after)),
            Part(layers.Sum(layer => NetworkCost.MultiplyAccumulates(before, layer.Conv, unknown)),
                layers.Sum(layer => NetworkCost.MultiplyAccumulates(after, left[layer.Name], unknown))),
            Part(layers.Sum(layer => Kernels(before, layer.Conv)), layers.Sum(layer => Kernels(after, left[layer.Name]))));
    }

    /// <summary>None where no convolution could lose single kernels; channels may go all the same.</summary>
    private static ImmutableArray<PrunableLayer> Prunable(Graph graph)
    {
        try
        {
            return PrunableLayers.Of(graph);
        }
        catch (DiagnosticException)
        {
            return [];
        }
    }

    private static long Kernels(Graph graph, Node conv) => graph.Initializers[conv.Inputs[1]!].Count;

    private static double Part(long before, long after) => (double)(before - after) / Math.Max(1, before);
}

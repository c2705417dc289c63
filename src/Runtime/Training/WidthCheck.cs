using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;

namespace DepthCompress.Runtime.Training;

/// <summary>What can be wrong with the parts of a request that learn or keep widths.</summary>
internal static class WidthCheck
{
    public static IEnumerable<(bool IsFine, string Option, string Rule)> Problems(Graph graph, TrainingRequest request) =>
        request.Masks.Select(pair => (IsMask(graph, pair.Key, pair.Value), "masks", "each has the shape of a trained initializer, and is 0 or 1"));

    private static bool IsMask(Graph graph, Value value, Tensor mask) =>
        TorchParameters.RoleOf(graph, value) is not null
        && graph.Initializers[value].Shape == mask.Shape
        && mask.ToDoubles().All(number => number is 0 or 1);
}

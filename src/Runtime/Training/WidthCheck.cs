using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;

namespace DepthCompress.Runtime.Training;

/// <summary>What can be wrong with the parts of a request that learn or keep widths.</summary>
internal static class WidthCheck
{
    public static IEnumerable<(bool IsFine, string Option, string Rule)> Problems(Graph graph, TrainingRequest request) =>
        request.Masks.Select(pair => (IsMask(graph, pair.Key, pair.Value), "masks", "each has the shape of a trained initializer, and is 0 or 1"))
            .Concat(Problems(graph, request.Groups)).Concat(FactorCheck.Problems(graph, request));

    private static IEnumerable<(bool IsFine, string Option, string Rule)> Problems(Graph graph, GroupLearning? groups) => groups is null ? [] :
    [
        (!groups.Layers.IsEmpty, "layers with groups", "at least one is needed"),
        (groups.Groups >= 1, "groups", "there is at least one"),
        (groups.Layers.All(layer => IsKernel(graph, layer.Weight)), "layers with groups", "their weights are kernels of convolutions"),
        (groups.Layers.All(layer => IsNumber(layer.Scale)), "layers with groups", "their scales are numbers of at least 0"),
        (groups.Layers.All(layer => layer.Norm is not { } norm || IsNorm(graph, layer.Weight, norm)), "layers with groups",
            "their normalizations have a scale and a variance for every filter"),
        (groups.Layers.All(layer => layer.First.IsEmpty || IsChoice(graph, layer, groups.Groups)), "layers with groups",
            "every filter begins in one of the groups"),
        (IsNumber(groups.Strength), "group strength", "it is a number of at least 0"),
        (groups.Temperature > 0 && double.IsFinite(groups.Temperature), "group temperature", "it is a number above 0"),
        (IsNumber(groups.LogitRate), "learning rate of groups", "it is a number of at least 0"),
        (groups.UpdateEvery >= 1, "group update", "it happens every step, or every few"),
        (groups.FrozenPart is >= 0 and <= 1, "frozen part", "it is from 0 to 1"),
    ];

    private static bool IsKernel(Graph graph, Value value) =>
        TorchParameters.RoleOf(graph, value) is ParameterRole.Kernel && graph.Initializers[value].Shape.Count > 2;

    private static bool IsNorm(Graph graph, Value weight, NormalizationOperands norm) =>
        graph.Initializers.TryGetValue(weight, out var kernels)
        && new[] { norm.Scale, norm.Variance }.All(value =>
            graph.Initializers.TryGetValue(value, out var numbers) && numbers.Shape == Dims.Create([kernels.Shape[0]]));

    private static bool IsChoice(Graph graph, GroupedLayer layer, int groups) =>
        graph.Initializers.TryGetValue(layer.Weight, out var kernels) && layer.First.Length == kernels.Shape[0]
        && layer.First.All(group => group >= 0 && group < groups);

    private static bool IsNumber(double number) => number >= 0 && double.IsFinite(number);

    private static bool IsMask(Graph graph, Value value, Tensor mask) =>
        TorchParameters.RoleOf(graph, value) is not null
        && graph.Initializers[value].Shape == mask.Shape
        && mask.ToDoubles().All(number => number is 0 or 1);
}

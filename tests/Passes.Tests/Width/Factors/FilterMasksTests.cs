using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests;

/// <summary>What dies with filters, in every mode, against the published counts.</summary>
public sealed class FilterMasksTests
{
    private static readonly WidthTarget Any = new() { Removed = 0.5, SmallestPart = 0 };

    /// <summary>The exact reductions for the published networks; normalizations keep their full width, as in the released program.</summary>
    [Theory]
    [InlineData(3, 272_474, 0.25, 41.60, 42.75)]
    [InlineData(3, 272_474, 0.45, 69.23, 69.19)]
    [InlineData(5, 466_906, 0.25, 42.37, 43.09)]
    [InlineData(5, 466_906, 0.45, 70.30, 69.66)]
    [InlineData(9, 855_770, 0.25, 42.87, 43.30)]
    [InlineData(9, 855_770, 0.45, 71.00, 69.96)]
    public void OfficialCountsAreThePublishedOnes(int blocks, long parameters, double part, double operations, double weights)
    {
        var graph = Residual(blocks);
        var cost = Cost(graph, FilterMode.Official, part);
        Assert.Equal(parameters, cost.WholeParameters);
        AssertReduction(graph, isSmall: true, cost, operations, weights);
    }

    [Theory]
    [InlineData("resnet34", 0.25, 41.41, 42.29)]
    [InlineData("resnet50", 0.25, 38.35, 35.39)]
    public void SoAreThoseOfLargeNetworks(string name, double part, double operations, double weights)
    {
        var graph = NetworkZoo.Find(name).Build(new ZooOptions { Weights = InitialWeights.Zero });
        AssertReduction(graph, isSmall: false, Cost(graph, FilterMode.Official, part), operations, weights);
    }

    /// <summary>Of all convolutions, as the modes are compared.</summary>
    [Theory]
    [InlineData(FilterMode.Official, 0.25, 43.2)]
    [InlineData(FilterMode.Official, 0.45, 71.5)]
    [InlineData(FilterMode.Official, 0.50, 74.1)]
    [InlineData(FilterMode.LosslessColumns, 0.25, 34.4)]
    [InlineData(FilterMode.LosslessColumns, 0.45, 59.8)]
    [InlineData(FilterMode.LosslessColumns, 0.50, 62.4)]
    [InlineData(FilterMode.InBlock, 0.25, 24.9)]
    [InlineData(FilterMode.InBlock, 0.45, 47.2)]
    [InlineData(FilterMode.InBlock, 0.50, 49.7)]
    public void TheModesRemoveWhatTheyAreSaidTo(FilterMode mode, double part, double removed) =>
        Assert.Equal(removed, 100 * Cost(Residual(9), mode, part).RemovedOfWholeMultiplyAccumulates, 0.051);

    private static void AssertReduction(Graph graph, bool isSmall, MaskCost cost, double operations, double weights)
    {
        var (dead, lost) = (cost.PrunableMultiplyAccumulates - cost.LiveMultiplyAccumulates, cost.PrunableParameters - cost.LiveParameters);
        Assert.Equal(operations, 100.0 * dead / (cost.WholeMultiplyAccumulates + graph.Nodes.Sum(node => Elementwise(graph, isSmall, node))), 0.006);
        Assert.Equal(weights, 100.0 * lost / cost.WholeParameters, 0.006);
    }

    /// <summary>What the released program counts besides: elements that are normalized, rectified (of the small networks not behind additions), or pooled.</summary>
    private static long Elementwise(Graph graph, bool isSmall, Node node)
    {
        long Elements(Value value) => graph.TypeOf(value)!.Shape.ToDims(1).Product;
        return node.Op switch
        {
            BatchNormalization => Elements(node.Output),
            Relu when graph.ProducerOf(node.Inputs[0])!.Op is not Add || !isSmall => Elements(node.Output),
            GlobalAveragePool => Elements(node.Inputs[0]!),
            MaxPool => 9 * Elements(node.Output),
            Gemm => Elements(node.Output),
            _ => 0,
        };
    }

    private static MaskCost Cost(Graph graph, FilterMode mode, double part)
    {
        var sets = FilterSets.Of(graph, mode).Sets;
        return MaskCost.Of(new FilterMasks(graph, sets, mode).Counting(new FilterCounts(graph, sets, Any, isDifferent: false).At(part)));
    }

    private static Graph Residual(int blocks) => new ResidualNetwork { Blocks = blocks, Shortcut = ResidualShortcut.Projection, Weights = InitialWeights.Zero }.Build();
}

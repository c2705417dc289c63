using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests;

/// <summary>Which filters are selected, and which together.</summary>
public sealed class FilterSetsTests
{
    [Fact]
    public void InABlockOnlyWhatNothingIsAddedTo()
    {
        var (sets, leftOut) = FilterSets.Of(Residual(ResidualShortcut.Projection), FilterMode.InBlock);
        Assert.Equal(["stage1.block1.conv1", "stage2.block1.conv1", "stage3.block1.conv1"], sets.Select(set => set.Name));
        Assert.Contains("'stage1.block1.conv2' keeps its filters: its filters are added to others", leftOut);
    }

    [Theory]
    [InlineData(FilterMode.Official)]
    [InlineData(FilterMode.LosslessColumns)]
    public void OtherwiseAllConvolutionsOfBlocks(FilterMode mode)
    {
        var (sets, leftOut) = FilterSets.Of(Residual(ResidualShortcut.Projection), mode);
        Assert.Equal(6, sets.Length);
        Assert.All(sets, set => Assert.Single(set.Gates));
        Assert.Empty(leftOut);
    }

    [Fact]
    public void OfAStageAllTogether()
    {
        var sets = FilterSets.Of(Residual(ResidualShortcut.Projection), FilterMode.StageConsistent).Sets;
        var stream = sets.Single(set => set.Name == "stem");
        Assert.Equal(["stem", "stage1.block1.conv2"], stream.Gates.Select(gate => gate.Layer.Name));
        Assert.Contains(sets, set => set.Gates.Select(gate => gate.Layer.Name).Order().SequenceEqual(["stage2.block1.conv2", "stage2.block1.shortcut"]));
        Assert.Contains(sets, set => set.Gates.Select(gate => gate.Layer.Name).SequenceEqual(["stage2.block1.conv1"]));
    }

    /// <summary>Channels that a shortcut fills up with zeros go with what they are added to, wherever they are.</summary>
    [Fact]
    public void PaddedShortcutsCoupleTheWholeStream()
    {
        var sets = FilterSets.Of(Residual(ResidualShortcut.Padding), FilterMode.StageConsistent).Sets;
        var stream = sets.Single(set => set.Gates.Length > 1);
        Assert.Equal(32, stream.Count);
        Assert.Equal([8, 8, 16, 32], stream.Gates.Select(gate => gate.Places.Length));
        Assert.Equal(stream.Gates[0].Places.AsEnumerable(), stream.Gates[1].Places);
        Assert.Subset(stream.Gates[3].Places.ToHashSet(), stream.Gates[2].Places.ToHashSet());
        Assert.Subset(stream.Gates[2].Places.ToHashSet(), stream.Gates[0].Places.ToHashSet());
    }

    [Fact]
    public void ADepthwiseConvolutionHasTheFactorsOfTheOneBeforeIt()
    {
        var sets = FilterSets.Of(NetworkZoo.Find("mobilenetv2-cifar").Build(new ZooOptions { Weights = InitialWeights.Zero }), FilterMode.InBlock).Sets;
        Assert.All(sets.Where(set => set.Gates.Length > 1), set =>
        {
            Assert.Equal([1, set.Count], set.Gates.Select(gate => ((Conv)gate.Layer.Conv.Op).Groups));
            Assert.Equal(set.Gates[0].Places.AsEnumerable(), set.Gates[1].Places);
        });
        Assert.True(sets.Count(set => set.Gates.Length == 2) >= 10);
    }

    [Fact]
    public void WhereNothingIsFreeTheReasonIsGiven()
    {
        var net = new NetworkText();
        var stem = net.Relu(net.Conv("%x", 4));
        var graph = net.Ends(net.Add(net.Conv(stem, 4), stem), net.Head(stem));
        var problem = Assert.Throws<DiagnosticException>(() => FilterSets.Of(graph, FilterMode.InBlock)).Diagnostic;
        Assert.StartsWith("DC33", problem.Descriptor.Code, StringComparison.Ordinal);
        Assert.Contains("conv2", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CountsAreFloors()
    {
        var sets = FilterSets.Of(new ResidualNetwork { Blocks = 1, Weights = InitialWeights.Zero }.Build(), FilterMode.LosslessColumns).Sets;
        int[] At(double part, WidthTarget target) => [.. Counts(sets, target).At(part).Distinct()];
        var any = new WidthTarget { Removed = 0.5, SmallestPart = 0 };
        Assert.Equal([12, 24, 48], At(0.25, any));
        Assert.Equal([10, 20, 41], At(0.35, any));
        Assert.Equal([8, 17, 35], At(0.45, any));
        Assert.Equal([1], At(0.999, any));
        Assert.Equal([16, 32, 64], At(0, any));
        Assert.Equal([8, 24, 40], At(0.45, any with { Alignment = 8 }));
        Assert.Equal([5, 7], At(0.99, any with { FewestChannels = 5, SmallestPart = 0.1 }));
    }

    /// <summary>Layers of small weights lose more, but never more than nine tenths.</summary>
    [Fact]
    public void DifferentPartsGoByMagnitude()
    {
        var net = new NetworkText();
        var small = net.Relu(net.Conv(net.Relu(net.Conv("%x", 8)), 10, scale: 0.1));
        var graph = net.Ends(net.Head(net.Relu(net.Conv(small, 10, scale: 5))));
        var sets = FilterSets.Of(graph, FilterMode.InBlock).Sets;
        var counts = new FilterCounts(graph, sets, new WidthTarget { Removed = 0.5, SmallestPart = 0 }, isDifferent: true);
        Assert.Equal((int[])[1, 9], counts.At(0.5));
        Assert.Equal((int[])[10, 10], counts.At(0));
    }

    private static FilterCounts Counts(ImmutableArray<FilterSet> sets, WidthTarget target) =>
        new(new ResidualNetwork { Blocks = 1, Weights = InitialWeights.Zero }.Build(), sets, target, isDifferent: false);

    private static Graph Residual(ResidualShortcut shortcut) =>
        new ResidualNetwork { Blocks = 1, Width = 8, Shortcut = shortcut, Weights = InitialWeights.Zero }.Build();
}

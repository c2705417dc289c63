using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Width;

namespace DepthCompress.Passes.Tests;

/// <summary>What is chosen, and what is refused.</summary>
public sealed class WidthChoiceTests
{
    [Fact]
    public void TheLeastImportantUnitsGoAsFewAsReachTheTarget()
    {
        var groups = Chain(8, 8);
        double[] scores = [8, 7, 1, 6, 5, 4, 2, 3, 10, 11, 12, 13, 14, 15, 16, 17, 0, 0, 0];

        // 4·8 + 8·8 + 8·3 products per tap and place; two of the first layer's eight channels take a quarter of the first two.
        var kept = new WidthChoice(groups, scores, new WidthTarget { Removed = 0.2 }).Choose();

        Assert.Equal([0, 1, 3, 4, 5, 7], kept.KeptOf(groups.Groups[0]).AsEnumerable());
        Assert.Equal(8, kept.KeptOf(groups.Groups[1]).Length);
        Assert.Equal(1 - ((6.0 * 4 + 6 * 8 + 24) / (32 + 64 + 24)), Removed(groups, kept), 12);
    }

    [Theory]
    [InlineData(0.3, 1, false, false)]
    [InlineData(0.5, 4, false, false)]
    [InlineData(0.5, 8, false, true)]
    [InlineData(0.6, 3, true, false)]
    public void TargetsAreReachedAndCountsAligned(double part, int alignment, bool counts, bool uniform)
    {
        var groups = Chain(16, 24, 32);
        var target = new WidthTarget { Removed = part, Alignment = alignment, CountsParameters = counts, IsUniform = uniform };

        var kept = new WidthChoice(groups, ChannelScores.Random(groups, 3), target).Choose();

        Assert.InRange(Removed(groups, kept, counts), part, part + 0.25);
        Assert.All(groups.Groups, group =>
            Assert.True(kept.KeptOf(group).Length is var left && (left == group.Count || left % alignment == 0)));
    }

    [Fact]
    public void LayersKeepTheirFewestChannels()
    {
        var groups = Chain(10, 10);
        var scores = new double[groups.UnitCount];

        var kept = new WidthChoice(groups, scores, new WidthTarget { Removed = 0.5, FewestChannels = 4, SmallestPart = 0.5 }).Choose();

        Assert.All(groups.Groups.Take(2), group => Assert.InRange(kept.KeptOf(group).Length, 5, 10));
    }

    [Fact]
    public void WhatCannotBeReachedIsRefusedWithTheMost()
    {
        var groups = Chain(4, 4);
        var choice = new WidthChoice(groups, new double[groups.UnitCount], new WidthTarget { Removed = 0.9 });

        // One channel of each layer is left: 4 + 1 + 3 of 16 + 16 + 12 products per place.
        Assert.Equal(1 - (8.0 / 44), choice.Most, 12);
        var error = Assert.Throws<DiagnosticException>(choice.Choose).Diagnostic;
        Assert.Equal(("DC3302", "90 % of the multiply-accumulates cannot be removed; the most that can be is 81.8 %"),
            (error.Descriptor.Code, error.Message));
    }

    [Fact]
    public void UnitsWithoutAScoreStay()
    {
        var groups = Chain(4, 4);

        var choice = new WidthChoice(groups, ChannelScores.Normalization(groups), new WidthTarget { Removed = 0.1 });

        Assert.Equal("DC3301", Assert.Throws<DiagnosticException>(choice.Choose).Diagnostic.Descriptor.Code);
    }

    [Fact]
    public void EveryPartOfASplitKeepsAChannel()
    {
        var net = new NetworkText();
        var conv = net.Conv("%x", 8);
        var left = net.Node("Slice(%?) starts=[0] ends=[2] axes=[1]", conv, 2);
        var right = net.Node("Slice(%?) starts=[2] ends=[8] axes=[1]", conv, 6);
        var groups = ChannelGroups.Of(net.Ends(net.Conv(left, 2), net.Conv(right, 2)));
        double[] scores = [0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0];

        var kept = new WidthChoice(groups, scores, new WidthTarget { Removed = 0.6 }).Choose();

        Assert.Contains(1, kept.KeptOf(groups.Groups[0]));
        Assert.DoesNotContain(0, kept.KeptOf(groups.Groups[0]));
    }

    [Fact]
    public void MagnitudesAreMeasuredInUnitsOfTheirLayer()
    {
        var graph = GraphParser.Parse("""
            graph @two
              in %x : f32[N,1,4,4]
              const %v : f32[3,1,1,2] = [1,-1, 3,3, -2,0]
              const %w : f32[2,3,1,1] = [0.5,0.5,0, 0,0,0.1]
              const %u : f32[1,2,1,1] = [1,1]
              %a = Conv(%x, %v) kernel_shape=[1,2] pads=[0,0,0,1] @a
              %b = Conv(%a, %w) kernel_shape=[1,1] @b
              %c = Conv(%b, %u) kernel_shape=[1,1] @c
              out %c
            """);
        var groups = ChannelGroups.Of(graph);

        Assert.Equal([2 / (10 / 3.0), 6 / (10 / 3.0), 2 / (10 / 3.0), 1 / 0.55, 0.1 / 0.55, 1], ChannelScores.Magnitude(groups, 1), Same);
        var second = ChannelScores.Magnitude(groups, 2);
        Assert.Equal(Math.Sqrt(2) / 2, second[0] / second[2], 6);
    }

    [Fact]
    public void FirstOrderChangesAreSummedOverReadersAndAveragedOverBatches()
    {
        var net = new NetworkText(inputs: 1, extent: 2);
        var conv = net.Conv("%x", 2, kernel: 1);
        var graph = net.Ends(net.Conv(conv, 1, kernel: 1), net.Conv(conv, 1, kernel: 1));
        var groups = ChannelGroups.Of(graph);
        var readers = ChannelScores.Readers(groups);
        var weights = readers.Select(reader => graph.Initializers[reader].ToDoubles()).ToList();

        Dictionary<Value, Tensor> Batch(float slope) => readers.ToDictionary(
            reader => reader, _ => Tensor.Create<float>([1, 2, 1, 1], [slope, 1]));
        var scores = ChannelScores.Taylor(groups, [Batch(1), Batch(-3)]);

        Assert.Equal(2 * Math.Abs(weights[0][0] + weights[1][0]), scores[0], 6);
        Assert.Equal(Math.Abs(weights[0][1] + weights[1][1]), scores[1], 6);
    }

    private static bool Same(double one, double other) => Math.Abs(one - other) < 1e-6;

    private static double Removed(ChannelGroups groups, KeptChannels kept, bool counts = false)
    {
        Func<Graph, double> count = graph => counts ? NetworkCost.Parameters(graph) : NetworkCost.MultiplyAccumulates(graph);
        return 1 - (count(SliceChannels.Apply(kept)) / count(groups.Graph));
    }

    private static ChannelGroups Chain(params ReadOnlySpan<int> widths)
    {
        var net = new NetworkText();
        var value = "%x";
        foreach (var width in widths)
        {
            value = net.Relu(net.Conv(value, width));
        }

        return ChannelGroups.Of(net.Ends(net.Conv(value, 3)));
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;

namespace DepthCompress.Passes.Tests;

/// <summary>Which channels belong together, and why.</summary>
public sealed class ChannelGroupsTests
{
    [Fact]
    public void TheStreamOfAResidualStageIsOneGroupAndTheInsideOfABlockAnother()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Block(net.Conv("%x", 6)))));

        var groups = ChannelGroups.Of(graph).Groups;

        Assert.Equal(["conv1", "conv2", "conv4", "gemm1"], groups.Select(group => group.Name));
        Assert.Equal(["conv1", "conv3", "conv5"], groups[0].Layers.AsEnumerable());
        Assert.Equal(["conv2", "conv4", "gemm1"], groups[0].Readers.AsEnumerable());
        Assert.Equal([new Coupling("add1", "added"), new Coupling("add2", "added")], groups[0].Couplings.AsEnumerable());
        Assert.Equal((6, 6, true), (groups[0].Count, groups[0].Channels, groups[0].IsFree));
        Assert.Equal(["conv2"], groups[1].Layers.AsEnumerable());
        Assert.Equal("they are the network's answer 'gemm1'", groups[3].WhyPinned);
    }

    [Fact]
    public void AConcatenationKeepsGroupsApartAndShiftsTheirPlaces()
    {
        var net = new NetworkText();
        var (left, right) = (net.Conv("%x", 3), net.Conv("%x", 4));
        var joined = net.Node($"Concat({left}, {right}) axis=1", left, 7);
        var graph = net.Ends(net.Conv(joined, 2));

        var groups = ChannelGroups.Of(graph);

        Assert.Equal([3, 4, 2], groups.Groups.Select(group => group.Count));
        var read = Assert.Single(groups.Weights, axis => axis.Role is WeightRole.Reads);
        Assert.Equal(1, read.Axis);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], read.Units.AsEnumerable());
        Assert.Equal([4], groups.MembersOf(4).Single(member => graph.NameOf(member.Value) == "concat1").Places.AsEnumerable());
        Assert.Equal([1], groups.MembersOf(4).Single(member => graph.NameOf(member.Value) == "conv2").Places.AsEnumerable());
    }

    [Theory]
    [InlineData(8, 8, 8, "depthwise convolution")] // in and out go one by one
    [InlineData(4, 8, 4, "blocks of a grouped convolution")] // two in and two out of each block
    [InlineData(2, 8, 4, "places in the blocks of a grouped convolution")] // the same place of both blocks
    public void AGroupedConvolutionTakesTheFinerOfItsTwoWays(int groups, int outputs, int units, string reason)
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv(net.Conv(net.Conv("%x", 8), outputs, groups: groups), 3));

        var first = ChannelGroups.Of(graph).Groups[0];

        Assert.Equal((units, 8), (first.Count, first.Channels));
        Assert.Equal(new Coupling("conv2", reason), first.Couplings[0]);
    }

    [Fact]
    public void AShuffleCouplesTheSamePlaceOfEveryPart()
    {
        var net = new NetworkText();
        var parts = net.Node("Reshape(%?) shape=[0,2,4,8,8]", net.Conv("%x", 8));
        var turned = net.Node("Transpose(%?) perm=[0,2,1,3,4]", parts, 8);
        var graph = net.Ends(net.Conv(net.Node("Reshape(%?) shape=[0,8,8,8]", turned), 3));

        var groups = ChannelGroups.Of(graph);

        Assert.Equal(4, groups.Groups[0].Count);
        Assert.Equal([0, 0, 1, 1, 2, 2, 3, 3], groups.Weights.Single(axis => axis.Role is WeightRole.Reads).Units.AsEnumerable());
        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3], groups.Weights.First(axis => axis.Role is WeightRole.Makes).Units.AsEnumerable());
    }

    [Fact]
    public void FlattenedChannelsKeepAllTheirPlaces()
    {
        var net = new NetworkText(extent: 2);
        var flat = net.Node("Flatten(%?)", net.Conv("%x", 3));
        var graph = net.Ends(net.Node($"Gemm(%?, {net.Constant("[5,12]", 1)}) transB=1", flat, 5));

        var read = Assert.Single(ChannelGroups.Of(graph).Weights, axis => axis.Role is WeightRole.Reads);

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2], read.Units.AsEnumerable());
    }

    [Fact]
    public void FilledChannelsGoWithThoseTheyAreAddedTo()
    {
        var net = new NetworkText();
        var first = net.Conv("%x", 4);
        var shortcut = net.Node("Pad(%?) pads=[0,1,0,0,0,1,0,0]", first, 6);
        var graph = net.Ends(net.Conv(net.Add(shortcut, net.Conv(first, 6)), 2));

        var groups = ChannelGroups.Of(graph);

        // The four of the stem are the inner four of the wide stage; the two that are filled in are the outer ones of the second layer.
        Assert.Equal(["conv1", "conv3"], groups.Groups.Select(group => group.Name));
        Assert.Equal(["conv1", "pad1", "conv2"], groups.Groups[0].Layers.AsEnumerable());
        var read = groups.Weights.Single(axis => axis.Node.Name == "conv3" && axis.Role is WeightRole.Reads);
        Assert.Equal([4, 0, 1, 2, 3, 5], read.Units.AsEnumerable());
    }

    [Theory]
    [InlineData("Softmax(%?) axis=1 @m", "'m' (Softmax) does not keep its channels apart")]
    [InlineData("LRN(%?) size=3 @m", "'m' (LRN) does not keep its channels apart")]
    [InlineData("?Mystery(%?) @m", "'m' (Mystery) reads them, an operator that is not understood")]
    [InlineData("ReduceMean(%?) axes=[1] @m", "'m' (ReduceMean) does not keep its channels apart")]
    public void WhatMixesChannelsPinsThemByName(string call, string why)
    {
        var graph = GraphParser.Parse($"""
            graph @mixes
              in %x : f32[N,3,5,5]
              const %w : f32[4,3,1,1] = random(1)
              const %v : f32[2,4,1,1] = random(2)
              %a = Conv(%x, %w) kernel_shape=[1,1] @a
              %b = Conv(%a, %v) kernel_shape=[1,1] @b
              %c = {call.Replace("%?", "%a", StringComparison.Ordinal)}
              out %b
              out %c
            """);

        Assert.Equal(why, ChannelGroups.Of(graph).Groups[0].WhyPinned);
    }

    [Fact]
    public void ChannelsThatMeetTheInputAreFixed()
    {
        var net = new NetworkText(inputs: 4);
        var graph = net.Ends(net.Conv(net.Add(net.Conv("%x", 4), "%x"), 3));

        Assert.Equal("'add1' (Add) combines them with channels that are fixed", ChannelGroups.Of(graph).Groups[0].WhyPinned);
    }

    [Fact]
    public void AConstantWithAnotherUsePinsWhatItIsCutWith()
    {
        var graph = GraphParser.Parse("""
            graph @shared
              in %x : f32[N,4,5,5]
              const %w : f32[4,4,1,1] = random(1)
              const %v : f32[2,4,1,1] = random(2)
              %a = Conv(%x, %w) kernel_shape=[1,1] @first
              %b = Conv(%a, %w) kernel_shape=[1,1] @second
              %c = Conv(%b, %v) kernel_shape=[1,1] @third
              out %c
            """);

        // The first use of the weight reads the input, whose channels stay; so both of its axes do, wherever they stand.
        var groups = ChannelGroups.Of(graph);

        Assert.Equal("the constant 'w' of 'second' has another use that keeps it whole", groups.Groups[0].WhyPinned);
        Assert.Equal(["first", "second"], groups.Groups[0].Layers.AsEnumerable());
    }

    [Fact]
    public void UnitsThatMustStayAreNotRemoved()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv(net.Conv("%x", 3), 2));
        var groups = ChannelGroups.Of(graph);

        Assert.Equal("nothing would be left of 'conv1'", KeptChannels.WhyNot(groups, [0, 1, 2]));
        Assert.Equal("unit 1 of 'conv2' must stay: they are the network's answer 'conv2'", KeptChannels.WhyNot(groups, [4]));
        Assert.Null(KeptChannels.WhyNot(groups, [0, 2]));
        Assert.Throws<ArgumentException>(() => new KeptChannels(groups, [4]));
        Assert.Same(graph, SliceChannels.Apply(new KeptChannels(groups, [])));
    }
}

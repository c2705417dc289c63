using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Width;

namespace DepthCompress.Passes.Tests;

/// <summary>What a packed network is made of, and how its layouts are chosen.</summary>
public sealed class PackerTests
{
    /// <summary>The stem, a block of two layers of eight channels, and a head.</summary>
    private static Graph Block(int channels = 8)
    {
        var net = new NetworkText(bias: 0);
        return net.Ends(net.Head(net.Block(net.Relu(net.Conv("%x", channels)))));
    }

    private static KernelMasks Masks(Graph graph, params ReadOnlySpan<Func<int, int, bool>> lives)
    {
        var masks = KernelMasks.Full(graph, PrunableLayers.Of(graph));
        var rules = lives.ToArray();
        return masks with { Masks = [.. masks.Masks.Select((mask, layer) => KernelMask.Of(mask.Filters, mask.Channels, rules[layer]))] };
    }

    private static string[] Kinds(Graph graph) => [.. graph.Nodes.Select(node => node.Op.OpType)];

    [Theory]
    [InlineData(PackLayout.Dense)]
    [InlineData(PackLayout.Union)]
    [InlineData(PackLayout.Split)]
    [InlineData(PackLayout.Grouped)]
    public void FiltersThatGoInsideABlockLeaveNoTraceButThinnerTensors(PackLayout layout)
    {
        var graph = Block();

        var packed = Packer.Pack(Masks(graph, (filter, _) => filter % 2 == 0, (_, _) => true), new PackOptions { Layout = layout });

        Assert.Equal(Kinds(graph), Kinds(packed.Graph));
        Assert.Equal(4, packed.Graph.TypeOf(packed.Graph.Nodes.Single(node => node.Name == "relu2").Output)!.Shape[1].Size);
        Assert.Empty(packed.Layers);
    }

    [Fact]
    public void ADeadBlockIsItsShortcut()
    {
        var packed = Packer.Pack(Masks(Block(), (_, _) => true, (_, _) => false), new PackOptions { Layout = PackLayout.Split });

        Assert.Equal(["Conv", "Relu", "GlobalAveragePool", "Flatten", "Gemm"], Kinds(packed.Graph));
    }

    [Fact]
    public void BranchesOfFreeChannelsStandInOrderAndReadersSliceThem()
    {
        // Even filters read even channels of the stream; even filters of the second layer read what the odd ones of the first make.
        var masks = Masks(Block(), (filter, channel) => filter % 2 == channel % 2, (filter, channel) => filter % 2 != channel % 2);

        var packed = Packer.Pack(masks, new PackOptions { Layout = PackLayout.Split });

        // The first layer gathers from the stream and needs no order behind it; the second takes two ranges, and restores the stream.
        Assert.Equal(2, packed.Graph.Nodes.Count(node => node.Op is Slice));
        Assert.Equal(3, packed.Graph.Nodes.Count(node => node.Op is Gather));
        Assert.Equal([new PackedBranch(4, 4), new PackedBranch(4, 4)], packed.Layers[0].Branches.AsEnumerable());
    }

    [Fact]
    public void GroupsOfEqualSizeAreOneGroupedConvolutionWithoutFilling()
    {
        var masks = Masks(Block(), (_, _) => true, (filter, channel) => (filter < 4) == (channel < 4));

        var packed = Packer.Pack(masks, new PackOptions { Layout = PackLayout.Grouped });

        var grouped = Assert.Single(packed.Graph.Nodes, node => node.Op is Conv { Groups: 2 });
        Assert.Equal([8, 4, 3, 3], packed.Graph.Initializers[grouped.Inputs[1]!].Shape);
        Assert.DoesNotContain(packed.Graph.Nodes, node => node.Op is Gather or Slice or Concat);
    }

    [Fact]
    public void DeadFiltersOfAStreamStayAsZerosOfAUnion()
    {
        var masks = Masks(Block(), (_, channel) => channel is 1 or 4 or 5, (filter, _) => filter > 2);

        var packed = Packer.Pack(masks, new PackOptions { Layout = PackLayout.Union });

        Assert.Single(packed.Graph.Nodes, node => node.Op is Gather);
        Assert.Equal(["conv2", "conv3"], packed.Plan.Layouts.Keys);
        Assert.Equal([8, 3, 3, 3], packed.Graph.Initializers[packed.Graph.Nodes.Single(node => node.Name == "conv2").Inputs[1]!].Shape);
    }

    /// <summary>
    /// Where only channels go, the packed network is an ordinary thinner one, and its costs are those counted from the masks.
    /// </summary>
    [Fact]
    public void CountsAgreeWithThePackedNetworkWhereItIsDense()
    {
        var net = new NetworkText();
        var stage = net.Transition(net.Block(net.Relu(net.Conv("%x", 6))), 8);
        var wide = net.Relu(net.Conv(net.Relu(net.Conv(stage, 12, kernel: 1)), 12, groups: 12));
        var graph = net.Ends(net.Head(net.Conv(wide, 8, kernel: 1)));
        var masks = Liveness.Propagate(Masks(graph, (filter, _) => filter > 1, (_, _) => true, (filter, _) => filter < 5, (_, _) => true,
            (filter, _) => filter % 3 > 0, (_, _) => true));

        var (cost, packed) = (MaskCost.Of(masks), Packer.Pack(masks, new PackOptions { Layout = PackLayout.Union }));

        Assert.Empty(packed.Layers);
        Assert.Equal(NetworkCost.MultiplyAccumulates(packed.Graph), cost.LeftMultiplyAccumulates);
        Assert.Equal(NetworkCost.Parameters(packed.Graph), cost.LeftParameters);
    }

    [Fact]
    public void TheFastestLayoutIsTakenAndReplayedWithoutMeasuring()
    {
        var probe = new CountingProbe();
        var masks = Masks(Block(16), (filter, channel) => filter / 8 == channel / 8, (filter, channel) => filter / 4 == channel / 4);
        var options = new PackOptions { Probe = probe, Inputs = [Tensor.Zeros(ElementType.Float32, [1, 4, 8, 8])], Original = masks.Graph };

        var packed = Packer.Pack(masks, options);
        var again = Packer.Pack(masks, new PackOptions { Given = packed.Plan });

        // On the imagined machine only arithmetic counts: branches side by side, in one node.
        Assert.Equal(["grouped 2", "grouped 4"], packed.Plan.Layouts.Values.Select(layout => layout.ToString()));
        Assert.True(packed.Packed!.P10 < packed.Sliced!.P10 && packed.Sliced.P10 <= packed.Original!.P10);
        Assert.Equal(packed.Layers[0].Times[0].Layout, LayerLayout.Dense);
        Assert.Equal(GraphPrinter.Print(packed.Graph), GraphPrinter.Print(again.Graph));
        Assert.Null(again.Packed);
    }

    [Fact]
    public void WhatDoesNotPayInTheWholeNetworkIsSetBack()
    {
        var probe = new CountingProbe
        {
            Distort = (graph, time) => graph.Outputs[0].Name == "gemm1"
            ? time + (1000 * Kinds(graph).Count(kind => kind == "Gather")) : time
        };
        var masks = Masks(Block(16), (_, channel) => channel % 2 == 0, (filter, channel) => filter / 8 == channel / 8);

        var packed = Packer.Pack(masks, new PackOptions { Probe = probe, Inputs = [Tensor.Zeros(ElementType.Float32, [1, 4, 8, 8])] });

        Assert.Equal(["conv3"], packed.Plan.Layouts.Keys);
        Assert.Equal("union", packed.Layers[0].SetBack!.ToString());
        Assert.True(packed.Packed!.P10 <= packed.Sliced!.P10);
    }

    [Fact]
    public void ALayerNeverMeasuredFasterStaysDense()
    {
        var probe = new CountingProbe
        {
            Distort = (graph, time) =>
            Kinds(graph).Any(kind => kind is "Gather" or "Concat") ? 2 * time : time
        };
        var masks = Masks(Block(16), (filter, channel) => filter % 2 == channel % 2, (_, _) => true);

        var packed = Packer.Pack(masks, new PackOptions { Probe = probe, Inputs = [Tensor.Zeros(ElementType.Float32, [1, 4, 8, 8])] });

        Assert.Empty(packed.Plan.Layouts);
        Assert.Equal(Kinds(masks.Graph), Kinds(packed.Graph));
        Assert.True(packed.Layers[0].Times.Length > 2);
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("union /8 restored")]
    [InlineData("split 3 /8")]
    [InlineData("grouped 4")]
    public void LayoutsAreSpelledAsTheyAreRead(string text) => Assert.Equal(text, LayerLayout.Parse(text)!.ToString());

    [Theory]
    [InlineData("measured")]
    [InlineData("split x")]
    [InlineData("split 0")]
    [InlineData("2")]
    [InlineData("")]
    [InlineData("folded 2")]
    public void WhatIsNoLayoutIsNone(string text) => Assert.Null(LayerLayout.Parse(text));

    [Fact]
    public void MasksFitAnotherReadingOfTheSameNetworkByName()
    {
        var masks = Masks(Block(), (filter, _) => filter % 2 == 0, (filter, channel) => filter % 4 == channel % 4);
        var (masked, applied) = (masks.Graph, MaskedNetwork.Apply(masks));
        var again = Graph.Create(masked.Name, masked.Inputs, masked.Nodes.Select(node => node.With()),
            masked.Outputs, applied.Initializers);

        var packed = Packer.Pack(masks with { Graph = again }, new PackOptions { Layout = PackLayout.Split });

        Assert.Equal(Kinds(Packer.Pack(masks, new PackOptions { Layout = PackLayout.Split }).Graph), Kinds(packed.Graph));
    }

    [Fact]
    public void TheClosestBranchesMergeFirst()
    {
        // Filters 0 and 3 read almost the same; 1 and 2 nothing of it.
        bool[][] reads = [[true, true, true, false, false], [false, false, false, true, true],
            [false, false, false, true, false], [true, true, false, false, false]];

        var tree = BranchTree.Of(KernelMask.Of(4, 5, (filter, channel) => reads[filter][channel]), _ => false);

        Assert.Equal(4, tree.Exact.Length);
        Assert.Equal([[0, 3], [1, 2]], tree.AtMost(2).Select(branch => branch.Sort().ToArray()));
        Assert.Equal(4, tree.Order.Length);
        Assert.Equal([0, 3], tree.Order.Take(2).Order());
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>What dies of itself is dead without consequence, and all of it is found.</summary>
public sealed class LivenessTests
{
    private static readonly OrtExecutor Executor = new();

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WhatDiesChangesNothing(int part)
    {
        var (masked, dying) = (0, 0);
        for (var seed = part * 1000; seed < (part * 1000) + 30; seed++)
        {
            var graph = seed % 2 == 0 ? ChannelNetworks.Create(seed).Graph : GraphGenerator.Create(seed);
            if (RandomMasks.For(graph, seed) is not { } masks)
            {
                continue;
            }

            var live = Liveness.Propagate(masks);
            masked++;
            dying += live.Masks.Sum(mask => mask.Count) < masks.Masks.Sum(mask => mask.Count) ? 1 : 0;
            Assert.Equal(live.Masks.SelectMany(mask => mask.Live), Liveness.Propagate(live).Masks.SelectMany(mask => mask.Live));
            var report = new EquivalenceCheck(Executor) { Factor = 4 }
                .Compare(WithConstantsOf(masks, live), MaskedNetwork.Apply(live), new RandomInputs { Batch = 2 }.For(graph));
            Assert.True(report.Passed, $"seed {seed}\n{string.Join('\n', report.Failures.Select(failure => failure.Message))}");
        }

        Assert.InRange(masked, 15, 30);
        Assert.InRange(dying, 5, 30);
    }

    /// <summary>
    /// The kernels that were masked, without the constants of filters that died of it: these are thrown away, not lost by accident.
    /// </summary>
    private static Graph WithConstantsOf(KernelMasks masks, KernelMasks live)
    {
        var weights = masks.Layers.Select(layer => layer.Weight).ToHashSet();
        var masked = MaskedNetwork.Apply(masks);
        return masked.WithInitializers(MaskedNetwork.Apply(live).Initializers.Where(pair => !weights.Contains(pair.Key))
            .ToDictionary(pair => pair.Key, pair => pair.Value));
    }

    /// <summary>conv1 → conv2 → relu → conv3 → conv4: filter 0 of conv2 dead, filter 1 of conv3 unread.</summary>
    [Fact]
    public void DeathGoesForwardsToReadersAndBackwardsToFilters()
    {
        var net = new NetworkText(bias: 0);
        var inner = net.Relu(net.Norm(net.Conv(net.Conv("%x", 3), 3)));
        var graph = net.Ends(net.Head(net.Conv(net.Relu(net.Conv(inner, 4)), 5)));
        var masks = KernelMasks.Full(graph, PrunableLayers.Of(graph));
        masks = masks with
        {
            Masks = [KernelMask.Of(3, 3, (filter, _) => filter != 0), masks.Masks[1], KernelMask.Of(5, 4, (_, channel) => channel != 1)],
        };

        var live = Liveness.Propagate(masks).Masks;

        Assert.Equal(["conv2", "conv3", "conv4"], masks.Layers.Select(layer => layer.Name));
        Assert.Equal([true, false, false], live[1].DeadChannels());
        Assert.Equal([false, true, false, false], live[1].DeadFilters());
        Assert.Equal(3 * 2, live[1].Count);
    }

    [Fact]
    public void AStreamLivesAsLongAsOneAddendDoes()
    {
        var net = new NetworkText(inputs: 3, bias: 0);
        var graph = net.Ends(net.Head(net.Conv(net.Block(net.Block(net.Conv("%x", 4))), 6)));
        var layers = PrunableLayers.Of(graph);
        var masks = KernelMasks.Full(graph, layers);
        masks = masks with
        {
            Masks = [.. masks.Masks.Select((mask, layer) =>
            layers[layer].EndsBlock ? KernelMask.Of(4, 4, (_, _) => false) : mask)]
        };

        var live = Liveness.Propagate(masks).Masks;

        Assert.Equal([false, true, false, true, false], layers.Select(layer => layer.EndsBlock));
        // Nobody reads the first layers of the blocks any more; the stem still makes the stream.
        Assert.Equal([0, 0, 0, 0, 24], live.Select(mask => mask.Count));
    }

    [Fact]
    public void ADepthwiseFollowerDiesWithItsChannelAndLosesItsConstant()
    {
        var net = new NetworkText(inputs: 3);
        var wide = net.Relu(net.Conv(net.Conv("%x", 2), 4, kernel: 1));
        var graph = net.Ends(net.Head(net.Conv(net.Relu(net.Conv(wide, 4, groups: 4)), 2, kernel: 1)));
        var masks = KernelMasks.Full(graph, PrunableLayers.Of(graph));
        masks = masks with { Masks = [KernelMask.Of(4, 2, (filter, _) => filter != 2), masks.Masks[1]] };

        var zeros = MaskedNetwork.Zeros(masks);

        var follower = graph.Nodes.Single(node => node.Op is Conv { Groups: 4 });
        Assert.Equal([1, 1, 0, 1], zeros[follower.Inputs[2]!].ToDoubles());
        Assert.Equal([false, false, true, false], Liveness.Propagate(masks).Masks[1].DeadChannels());
        Assert.Equal(0, MaskedNetwork.Apply(masks).Initializers[follower.Inputs[2]!].ToDoubles()[2]);
    }

    [Fact]
    public void WhatASigmoidMakesOfZeroIsStillRead()
    {
        var net = new NetworkText(inputs: 3, bias: 0);
        var inner = net.Node("Sigmoid(%?)", net.Conv(net.Conv("%x", 2), 3));
        var graph = net.Ends(net.Head(net.Conv(inner, 4)));
        var masks = KernelMasks.Full(graph, PrunableLayers.Of(graph));
        masks = masks with { Masks = [KernelMask.Of(3, 2, (filter, _) => filter != 0), masks.Masks[1]] };

        Assert.True(Liveness.Propagate(masks).Masks[1].IsFull);
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests;

/// <summary>The law of narrowing: to remove channels that contribute nothing changes nothing, borders included.</summary>
public sealed class ZeroedIsSlicedTests
{
    private static readonly OrtExecutor Executor = new();

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OfRandomNetworksWithEveryCoupling(int part)
    {
        var narrowed = 0;
        for (var seed = part * 1000; seed < (part * 1000) + 40; seed++)
        {
            var (graph, steps) = ChannelNetworks.Create(seed);
            Assert.True(graph.TypeProblems.IsEmpty, $"{steps}: {graph.TypeProblems.FirstOrDefault().Problem}");
            narrowed += Check(graph, seed, $"seed {seed}: {steps}") ? 1 : 0;
        }

        Assert.InRange(narrowed, 30, 40);
    }

    /// <summary>Strides, dilations, uneven pads, one to three axes, shared weights, outputs in the middle.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void OfRandomNetworksOfAnyShape()
    {
        var narrowed = 0;
        for (var seed = 1; seed <= 80; seed++)
        {
            narrowed += Check(GraphGenerator.Create(seed), seed, $"seed {seed}") ? 1 : 0;
        }

        Assert.InRange(narrowed, 35, 80);
    }

    /// <summary>Channels of which one alone is picked stay. The other networks of the kind lie in Differential/Found.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void OfANetworkThatPicksOneChannel()
    {
        var graph = GraphParser.Parse("""
            graph @picked
              in %x : f32[2,4,5,5]
              const %a : f32[5,4,1,1] = random(1)
              const %b : f32[6,2,3,3] = random(2)
              const %c : f32[3,6,3,3] = random(3)
              const %i : i64[1,2] = [1,2]
              %g = Conv(%x, %a) kernel_shape=[1,1]
              %p = Gather(%g, %i) axis=1
              %q = Squeeze(%p) axes=[1]
              %h = Conv(%q, %b) kernel_shape=[3,3]
              %y = Conv(%h, %c) kernel_shape=[3,3]
              out %y
            """);
        Assert.True(Check(graph, 1, "picked channels"));
    }

    [NeedsTheory(Need.OnnxRuntime, Need.Models)]
    [InlineData("resnet20_cifar10jpeg_bn.onnx", 9)]
    [InlineData("resnet20_cifar10_bn.onnx", 9)]
    [InlineData("resnet56_cifar10_folded.onnx", 27)]
    [InlineData("mobilenetv2_035_cifar10jpeg_bn.onnx", 17)]
    [InlineData("vgg9_cifar10jpeg_bn.onnx", 7)]
    [InlineData("unet_ddpm_small_random.onnx", 3)]
    public void OfRealNetworks(string model, int least)
    {
        var graph = Normalized(OnnxReader.Read(SharedFolder.Model(model), new DiagnosticSink()).Graph);

        Assert.InRange(ChannelGroups.Of(graph).Groups.Count(group => group.IsFree), least, 200);
        Assert.True(Check(graph, 7, model));
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("resnet50", 0.125, 37)]
    [InlineData("ddpm-cifar10", 0.25, 20)]
    [InlineData("efficientnet-lite0", 0.5, 20)]
    public void OfNetworksOfTheZoo(string name, double width, int least)
    {
        var graph = Normalized(NetworkZoo.Find(name).Build(new ZooOptions { Width = width, Classes = name == "ddpm-cifar10" ? null : 10 }));

        Assert.InRange(ChannelGroups.Of(graph).Groups.Count(group => group.IsFree), least, 400);
        Assert.True(Check(graph, 7, name));
    }

    private static Graph Normalized(Graph graph) => Pipelines.Normalize.Run(graph, new PassContext(new DiagnosticSink(), Executor));

    /// <summary>Removes about a third of all units; false where the network has none to remove.</summary>
    private static bool Check(Graph graph, int seed, string what)
    {
        var groups = ChannelGroups.Of(graph);
        if (RandomUnits(groups, seed) is not { Count: > 0 } units)
        {
            return false;
        }

        var kept = new KeptChannels(groups, units);
        var (zeroed, sliced) = (ZeroChannels.Apply(kept), SliceChannels.Apply(kept));
        GraphAssert.Sound(sliced);
        Assert.Empty(GraphVerifier.VerifyInterface(graph, sliced));
        Assert.Equal(graph.Nodes.Select(node => node.Name), sliced.Nodes.Select(node => node.Name));
        Assert.True(NetworkCost.Parameters(sliced) < NetworkCost.Parameters(graph), what);
        var cost = new WidthCost(groups);
        Assert.Equal(NetworkCost.Parameters(sliced), cost.Parameters(kept.IsRemoved));
        Assert.Equal(NetworkCost.MultiplyAccumulates(sliced), cost.MultiplyAccumulates(kept.IsRemoved));
        var report = new EquivalenceCheck(Executor) { Factor = 4 }.Compare(zeroed, sliced, new RandomInputs { Batch = 2 }.For(graph));
        Assert.True(report.Passed, $"{what}\n{string.Join('\n', report.Failures.Select(failure => failure.Message))}");
        return true;
    }

    /// <summary>Units that may go and leave something of every value.</summary>
    private static List<int> RandomUnits(ChannelGroups groups, int seed)
    {
        var random = new Random(seed);
        var removed = new HashSet<int>();
        var free = Enumerable.Range(0, groups.UnitCount).Where(unit => groups.WhyPinned(unit) is null);
        foreach (var unit in free.OrderBy(_ => random.Next()))
        {
            removed.Add(unit);
            if (removed.Count > groups.UnitCount / 2 || groups.Axes.Any(axis => axis.Units.All(removed.Contains)))
            {
                removed.Remove(unit);
            }
        }

        return [.. removed];
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests;

/// <summary>The law of packing: in whatever layout, the packed network computes what the masked one does, borders included.</summary>
public sealed class PackerLaws
{
    private static readonly OrtExecutor Executor = new();

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(PackLayout.Dense)]
    [InlineData(PackLayout.Union)]
    [InlineData(PackLayout.Split)]
    [InlineData(PackLayout.Grouped)]
    public void OfRandomNetworks(PackLayout layout)
    {
        var (masked, packed) = (0, 0);
        for (var seed = 1; seed <= 60; seed++)
        {
            var graph = seed % 2 == 0 ? ChannelNetworks.Create(seed).Graph : GraphGenerator.Create(seed);
            if (RandomMasks.For(graph, seed, deadLayers: 0.05) is { } masks)
            {
                masked++;
                packed += Check(masks, layout, $"seed {seed}");
            }
        }

        Assert.InRange(masked, 30, 60);
        Assert.InRange(packed, layout is PackLayout.Dense ? 0 : 20, layout is PackLayout.Dense ? 0 : 400);
    }

    /// <summary>Zeros that no method made: filters of zeros keep their biases, which are as good as any filter.</summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(PackLayout.Union)]
    [InlineData(PackLayout.Split)]
    [InlineData(PackLayout.Grouped)]
    public void OfZerosWithConstantsBehindThem(PackLayout layout)
    {
        var packed = 0;
        for (var seed = 101; seed <= 130; seed++)
        {
            var graph = seed % 2 == 0 ? ChannelNetworks.Create(seed).Graph : GraphGenerator.Create(seed);
            if (RandomMasks.For(graph, seed) is { } masks)
            {
                var (weights, zeros) = (masks.Layers.Select(layer => layer.Weight).ToHashSet(), MaskedNetwork.Apply(masks).Initializers);
                var kept = graph.WithInitializers(zeros.Where(pair => weights.Contains(pair.Key)).ToDictionary());
                packed += Check(KernelMasks.Full(kept, masks.Layers), layout, $"seed {seed}");
            }
        }

        Assert.InRange(packed, 10, 200);
    }

    /// <summary>Merged branches, filled up channels, restored unions: every shape that measuring may choose.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void OfEveryCandidate()
    {
        var tried = new HashSet<(PackLayout, bool, int, bool)>();
        for (var seed = 1; seed <= 6; seed++)
        {
            var net = new NetworkText(bias: seed % 3 == 0 ? 0.3 : 0, seed: seed);
            var stage = net.Transition(net.Block(net.Block(net.Relu(net.Conv("%x", 12)))), 16);
            var graph = net.Ends(net.Head(net.Block(net.Relu(net.Conv(net.Relu(net.Conv(stage, 16, groups: 16)), 16, kernel: 1)))));
            var masks = RandomMasks.For(graph, seed, deadLayers: 0)!;
            var dense = Packer.Pack(masks, new PackOptions { Layout = PackLayout.Dense });
            var (ordered, layers) = PackedOrder.Apply(dense.Graph);
            var candidates = layers.ToDictionary(layer => layer.Name, LayoutCandidates.Of);
            for (var turn = 1; turn < candidates.Values.Max(layouts => layouts.Length); turn++)
            {
                var layouts = candidates.Where(pair => turn < pair.Value.Length).ToDictionary(pair => pair.Key, pair => pair.Value[turn]);
                var written = Packer.Written(ordered, layers, layouts);
                GraphAssert.Sound(written);
                Agree(dense.Graph, written, $"seed {seed}\n{string.Join('\n', layouts)}");
                layouts.Values.ToList().ForEach(layout => tried.Add((layout.Form, layout.Branches > 2, layout.Alignment, layout.Restores)));
            }
        }

        // Split and grouped of two or more branches and unions, each filled up or not; unions with dead filters left out.
        Assert.InRange(tried.Count, 8, 12);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("resnet50", 0.125)]
    [InlineData("efficientnet-lite0", 0.5)]
    public void OfNetworksOfTheZoo(string name, double width)
    {
        var graph = Pipelines.Normalize.Run(NetworkZoo.Find(name).Build(new ZooOptions { Width = width, Classes = 10 }),
            new PassContext(new DiagnosticSink(), Executor));

        Assert.InRange(Check(RandomMasks.For(graph, 3, deadLayers: 0.05)!, PackLayout.Split, name), 5, 100);
    }

    [NeedsTheory(Need.OnnxRuntime, Need.Models)]
    [InlineData("resnet20_cifar10jpeg_bn.onnx", PackLayout.Split)]
    [InlineData("resnet20_cifar10jpeg_bn.onnx", PackLayout.Union)]
    [InlineData("resnet20_cifar10jpeg_bn.onnx", PackLayout.Grouped)]
    [InlineData("mobilenetv2_035_cifar10jpeg_bn.onnx", PackLayout.Split)]
    [InlineData("unet_ddpm_small_random.onnx", PackLayout.Split)]
    public void OfRealNetworks(string model, PackLayout layout)
    {
        var read = OnnxReader.Read(SharedFolder.Model(model), new DiagnosticSink()).Graph;
        var graph = Pipelines.Normalize.Run(read, new PassContext(new DiagnosticSink(), Executor));

        Assert.InRange(Check(RandomMasks.For(graph, 5, deadLayers: 0.05)!, layout, model), 5, 100);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OfWhatIsFastestOnThisMachine()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Transition(net.Relu(net.Conv("%x", 16)), 16))));
        var masks = RandomMasks.For(graph, 4, deadLayers: 0)!;
        var settings = new LatencySettings { WarmUpSeconds = 0, MinRounds = 8, MaxRounds = 8, SampleSeconds = 0.0005 };
        var inputs = new RandomInputs { Batch = 1 }.For(graph);
        var options = new PackOptions { Probe = new OrtLatencyProbe(measurement: settings), Inputs = inputs, Original = graph };

        var packed = Packer.Pack(masks, options);

        Assert.NotNull(packed.Original);
        Assert.All(packed.Layers, layer => Assert.Equal(LayerLayout.Dense, layer.Times[0].Layout));
        Agree(MaskedNetwork.Apply(Liveness.Propagate(masks)), packed.Graph, string.Join('\n', packed.Lines));
    }

    /// <summary>How many layers were packed.</summary>
    private static int Check(KernelMasks masks, PackLayout layout, string what)
    {
        var packed = Packer.Pack(masks, new PackOptions { Layout = layout });
        GraphAssert.Sound(packed.Graph);
        Assert.Empty(GraphVerifier.VerifyInterface(masks.Graph, packed.Graph));
        foreach (var gather in packed.Graph.Nodes.Where(node =>
            node.Op is Gather && node.Name.EndsWith("channels", StringComparison.Ordinal)))
        {
            var channels = packed.Graph.TypeOf(gather.Inputs[0]!)!.Shape[1].Size;
            Assert.All(packed.Graph.Initializers[gather.Inputs[1]!].ToDoubles(), index => Assert.InRange(index, 0, channels - 1));
        }

        Agree(MaskedNetwork.Apply(Liveness.Propagate(masks)), packed.Graph, $"{what}: {layout}\n{string.Join('\n', packed.Lines)}");
        return packed.Plan.Layouts.Count;
    }

    private static void Agree(Graph masked, Graph packed, string what)
    {
        var report = new EquivalenceCheck(Executor) { Factor = 4 }.Compare(masked, packed, new RandomInputs { Batch = 2 }.For(masked));
        Assert.True(report.Passed, $"{what}\n{string.Join('\n', report.Failures.Select(failure => failure.Message))}");
    }
}

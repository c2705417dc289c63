using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Chains, sites and spans of the networks that people build.</summary>
public sealed partial class ChainAnalysisTests
{
    [Fact]
    public void PlainNetworksAreOneChain()
    {
        var net = new NetworkText();
        var value = net.Relu(net.Norm(net.Conv("%x", 6)));
        var graph = net.Ends(net.Head(net.Conv(net.Relu(net.Conv(value, 6)), 5)));

        var chain = Assert.Single(ChainAnalysis.Run(graph));

        Assert.Equal("conv1 conv2 conv3 || globalaveragepool1: pooling", Describe(chain));
        Assert.Equal([1, 2, 3], chain.Sites.Select(site => site.Index));
        Assert.Equal(["batchnormalization1"], Names(chain.Sites[0].Tail.Maps));
        Assert.Equal(["relu1"], Names(chain.Sites[0].Tail.Activation));
        Assert.Equal(["relu2"], Names(chain.Sites[1].Tail.Activation));
        Assert.False(chain.Sites[2].Tail.HasActivation);
        Assert.Equal(["x", "relu1", "relu2", "conv3"], Enumerable.Range(0, 4).Select(position => chain.ValueAt(position).Hint));
        Assert.Equal("batchnormalization1", chain.TailOf(new(0, 1)).Linear.Hint);
        Assert.Equal(["conv1", "batchnormalization1", "relu1", "conv2"], Names(chain.NodesOf(new(0, 2))));
    }

    [Fact]
    public void AnIdentityShortcutIsASpan()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Relu(net.Conv("%x", 4)))));

        var chain = Assert.Single(ChainAnalysis.Run(graph));

        Assert.Equal("conv1 conv2 conv3 | (1, 3] Identity add1 | globalaveragepool1: pooling", Describe(chain));
        Assert.Equal(["x", "relu1", "relu2", "relu3"], Enumerable.Range(0, 4).Select(position => chain.ValueAt(position).Hint));
        Assert.Equal("add1", chain.TailOf(new(1, 3)).Linear.Hint);
        Assert.Equal("conv3", chain.TailOf(new(2, 3)).Linear.Hint);
        Assert.Equal(["conv2", "relu2", "conv3", "add1"], Names(chain.NodesOf(new(1, 3))));
    }

    [Fact]
    public void AProjectionIsAShortcutWhicheverBranchComesFirst()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Transition(net.Relu(net.Conv("%x", 4)), 6));

        var chain = Assert.Single(ChainAnalysis.Run(graph));

        Assert.Equal("conv1 conv2 conv3 | (1, 3] Projection add1 | : 'relu3' is an output of the network", Describe(chain));
        Assert.Equal(["conv4"], Names(chain.Spans[0].ShortcutNodes));
        Assert.Equal(["conv2", "relu2", "conv3", "conv4", "add1"], Names(chain.NodesOf(new(1, 3))));
    }

    [Fact]
    public void AProjectionWithANormIsStillAProjection()
    {
        var net = new NetworkText();
        var body = net.Conv(net.Relu(net.Conv("%x", 6)), 6);
        var graph = net.Ends(net.Add(net.Norm(net.Conv("%x", 6, kernel: 1)), body));

        Assert.Equal("conv1 conv2 | (0, 2] Projection add1 | : 'add1' is an output of the network",
            Describe(Assert.Single(ChainAnalysis.Run(graph))));
    }

    [Fact]
    public void AStridedSliceWithZeroChannelsBehindIsAShortcut()
    {
        var net = new NetworkText();
        var first = net.Relu(net.Conv("%x", 4));
        var body = net.Conv(net.Relu(net.Conv(first, 8, stride: 2)), 8);
        var thin = net.Node("Slice(%?) starts=[0,0] ends=[8,8] axes=[2,3] steps=[2,2]", first);
        var graph = net.Ends(net.Relu(net.Add(body, net.Node("Pad(%?) pads=[0,2,0,0,0,2,0,0]", thin, 8))));

        var chain = Assert.Single(ChainAnalysis.Run(graph));

        Assert.Equal("conv1 conv2 conv3 | (1, 3] Resample add1 | : 'relu3' is an output of the network", Describe(chain));
        Assert.Equal(["slice1", "pad1"], Names(chain.Spans[0].ShortcutNodes));
    }

    [Fact]
    public void PreActivationBlocksKeepTheirActivationsInFront()
    {
        var net = new NetworkText();
        var first = net.Conv("%x", 4);
        var inner = net.Relu(net.Norm(net.Conv(net.Relu(net.Norm(first)), 4)));
        var graph = net.Ends(net.Head(net.Relu(net.Norm(net.Add(net.Conv(inner, 4), first)))));

        var chain = Assert.Single(ChainAnalysis.Run(graph));

        Assert.Equal("conv1 conv2 conv3 | (1, 3] Identity add1 | globalaveragepool1: pooling", Describe(chain));
        Assert.Equal(["batchnormalization1", "relu1"], Names(chain.Sites[1].Prefix));
        Assert.Equal(["batchnormalization3"], Names(chain.Spans[0].Tail.Maps));
        Assert.Equal(["conv1", "relu2", "relu3"], [.. Enumerable.Range(1, 3).Select(position => chain.ValueAt(position).Hint)]);
        Assert.Contains("batchnormalization1", Names(chain.NodesOf(new(1, 3))));
    }

    [Theory]
    [InlineData("Sigmoid(%?)", false)]
    [InlineData("Sigmoid(%?)", true)]
    [InlineData("HardSigmoid(%?)", false)]
    public void AProductWithItsOwnGateIsOneActivation(string gate, bool gateFirst)
    {
        var net = new NetworkText();
        var conv = net.Conv("%x", 4);
        var sigmoid = net.Node(gate, conv);
        var graph = net.Ends(net.Conv(net.Node(gateFirst ? $"Mul({sigmoid}, %?)" : $"Mul(%?, {sigmoid})", conv), 4));

        var chain = Assert.Single(ChainAnalysis.Run(graph));

        Assert.Equal("conv1 conv2 || : 'conv2' is an output of the network", Describe(chain));
        Assert.Equal(2, chain.Sites[0].Tail.Activation.Length);
        Assert.Equal("mul1", chain.ValueAt(1).Hint);
    }

    [Fact]
    public void SqueezeAndExcitationIsACompound()
    {
        var net = new NetworkText();
        var first = net.Relu(net.Conv("%x", 4));
        var squeezed = net.Conv(net.Relu(net.Conv(net.Node("GlobalAveragePool(%?)", first), 2, kernel: 1)), 4, kernel: 1);
        var graph = net.Ends(net.Conv(net.Node($"Mul(%?, {net.Node("Sigmoid(%?)", squeezed)})", first), 4));

        var chain = Assert.Single(ChainAnalysis.Run(graph));

        Assert.Equal("conv1 [mul1] conv4 || : 'conv4' is an output of the network", Describe(chain));
        Assert.Equal(["globalaveragepool1", "conv2", "relu2", "conv3", "sigmoid1", "mul1"], Names(chain.Sites[1].Region));
        Assert.False(chain.Sites[1].IsComposable);
    }

    [Fact]
    public void ABlockInsideABlockIsASpanInsideASpan()
    {
        var net = new NetworkText();
        var first = net.Relu(net.Conv("%x", 4));
        var inner = net.Block(net.Relu(net.Conv(first, 4)));
        var graph = net.Ends(net.Relu(net.Add(net.Conv(inner, 4), first)));

        var chain = Assert.Single(ChainAnalysis.Run(graph));

        Assert.Equal("conv1 conv2 conv3 conv4 conv5 | (2, 4] Identity add1, (1, 5] Identity add2 | : 'relu5' is an output of the network",
            Describe(chain));
        Assert.Equal(
            ["(0, 1]", "(0, 5]", "(1, 2]", "(1, 4]", "(1, 5]", "(2, 3]", "(2, 4]", "(2, 5]", "(3, 4]", "(4, 5]"],
            Segments(chain).Where(chain.IsLegal).Select(segment => segment.ToString()));
        Assert.Equal("it holds only a part of the skip connection that ends at 'add2'", chain.WhyNotLegal(new(0, 2)));
        Assert.Equal("it holds only a part of the skip connection that ends at 'add1'", chain.WhyNotLegal(new(3, 5)));
        Assert.Equal(["add1"], chain.SpansOf(new(1, 4)).Select(span => span.Join.Name));
    }

    [Fact]
    public void BranchesAreChainsOfTheirOwn()
    {
        var net = new NetworkText();
        var stem = net.Relu(net.Conv("%x", 4));
        var left = net.Relu(net.Conv(net.Relu(net.Conv(stem, 4)), 4));
        var right = net.Relu(net.Conv(stem, 4, kernel: 1));
        var pooled = net.Node("MaxPool(%?) kernel_shape=[3,3] pads=[1,1,1,1]", stem);
        var graph = net.Ends(net.Conv(net.Node($"Concat({left}, {right}, {pooled}) axis=1", left, 12), 4));

        Assert.Equal(
            [
                "conv1 || : 'relu1' is read by conv2, conv4, maxpool1, which do not meet again in one addition",
                "conv2 conv3 || concat1: concatenation with other values",
                "conv4 || concat1: concatenation with other values",
                "conv5 || : 'conv5' is an output of the network",
            ],
            ChainAnalysis.Run(graph).Select(Describe));
    }

    [Fact]
    public void EveryLevelOfAUNetIsAChain()
    {
        var net = new NetworkText();
        var top = net.Relu(net.Conv(net.Relu(net.Conv("%x", 4)), 4));
        var low = net.Relu(net.Conv(net.Relu(net.Conv(net.Node("MaxPool(%?) kernel_shape=[2,2] strides=[2,2]", top), 6)), 6));
        var up = net.Node("Resize(%?) scales=[1.0,1.0,2.0,2.0]", low);
        var graph = net.Ends(net.Conv(net.Relu(net.Conv(net.Node($"Concat({up}, {top}) axis=1", up, 10), 4)), 2));

        Assert.Equal(
            [
                "conv1 conv2 || : 'relu2' is read by maxpool1, concat1, which do not meet again in one addition",
                "conv3 conv4 || resize1: the map is resampled",
                "conv5 conv6 || : 'conv6' is an output of the network",
            ],
            ChainAnalysis.Run(graph).Select(Describe));
    }

    [NeedsTheory(Need.OnnxRuntime, Need.Models)]
    [InlineData("resnet56_cifar10jpeg_bn.onnx", "55 sites 27 spans")]
    [InlineData("resnet20_cifar10jpeg_bn.onnx", "19 sites 9 spans")]
    [InlineData("mobilenetv2_035_cifar10jpeg_bn.onnx", "52 sites 10 spans")]
    [InlineData("mobilenetv2_imagenet_bn.onnx", "52 sites 10 spans")]
    [InlineData("vgg9_cifar10jpeg_bn.onnx", "2 sites 0 spans", "3 sites 0 spans", "3 sites 0 spans")]
    [InlineData("dncnn25_denoise.onnx", "17 sites 0 spans")]
    [InlineData("resnet34_w8th_imagenet_random.onnx", "1 sites 0 spans", "32 sites 16 spans")]
    public void RealNetworksHaveTheChainsTheirAuthorsDrew(string model, params string[] expected)
    {
        var sink = new DiagnosticSink();
        var graph = Pipelines.Optimize.Run(
            OnnxReader.Read(SharedFolder.Model(model), sink).Graph, new PassContext(sink, new OrtExecutor()));

        var chains = ChainAnalysis.Run(graph);

        Assert.Equal(expected, chains.Select(chain => $"{chain.Length} sites {chain.Spans.Length} spans"));
    }

    private static IEnumerable<Planning.Segment> Segments(LayerChain chain) =>
        from start in Enumerable.Range(0, chain.Length)
        from end in Enumerable.Range(start + 1, chain.Length - start)
        select new Planning.Segment(start, end);

    private static string[] Names(IEnumerable<Node> nodes) => [.. nodes.Select(node => node.Name)];

    /// <summary>Sites, compounds in brackets | spans | why it ends.</summary>
    private static string Describe(LayerChain chain)
    {
        var sites = string.Join(' ', chain.Sites.Select(site => site.Conv is null ? $"[{site.Name}]" : site.Name));
        var spans = string.Join(", ", chain.Spans.Select(span => $"({span.Start}, {span.End}] {span.Shortcut} {span.Join.Name}"));
        return $"{sites} |{(spans == "" ? "" : $" {spans} ")}| {chain.End.Node}: {chain.End.Reason}";
    }
}

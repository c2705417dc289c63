using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Tests;

/// <content>What stops a chain, and in which words.</content>
public sealed partial class ChainAnalysisTests
{
    [Theory]
    [InlineData("MaxPool(%?) kernel_shape=[2,2]", "maxpool1: pooling")]
    [InlineData("AveragePool(%?) kernel_shape=[2,2]", "averagepool1: pooling")]
    [InlineData("GlobalAveragePool(%?)", "globalaveragepool1: pooling")]
    [InlineData("Concat(%?, %y) axis=1", "concat1: concatenation with other values")]
    [InlineData("ConvTranspose(%?, %w) kernel_shape=[3,3]", "convtranspose1: a transposed convolution enlarges the map")]
    [InlineData("Conv(%?, %t) kernel_shape=[3,3]", "conv2: its weights are computed while the network runs")]
    [InlineData("Conv(%y, %?) kernel_shape=[8,8]", "conv2: the value is used as a weight")]
    [InlineData("InstanceNormalization(%?, %1, %2)", "instancenormalization1: its statistics depend on the input")]
    [InlineData("GroupNormalization(%?, %1, %2) num_groups=2", "groupnormalization1: its statistics depend on the input")]
    [InlineData("Softmax(%?)", "softmax1: attention, or a matrix product of computed values")]
    [InlineData("MatMul(%?, %y)", "matmul1: attention, or a matrix product of computed values")]
    [InlineData("Resize(%?) scales=[1.0,1.0,2.0,2.0]", "resize1: the map is resampled")]
    [InlineData("Flatten(%?)", "flatten1: the feature map ends here")]
    [InlineData("Transpose(%?) perm=[0,2,3,1]", "transpose1: the feature map ends here")]
    [InlineData("Add(%?, %y)", "add1: it adds a value that does not come from this chain")]
    [InlineData("Mul(%?, %y)", "mul1: it multiplies two computed values")]
    [InlineData("Pad(%?) pads=[0,0,1,1,0,0,1,1]", "pad1: Pad is not a convolution, a per-channel map or an activation")]
    [InlineData("Exp(%?)", "exp1: Exp is not a convolution, a per-channel map or an activation")]
    public void BarriersHaveReasons(string call, string reason)
    {
        const string Before = """
            graph @net
              in %x : f32[4,4,8,8]
              in %y : f32[4,4,8,8]
              in %t : f32[2,4,3,3]
              const %w : f32[4,4,3,3] = random(1)
              const %1 : f32[4] = random(2)
              const %2 : f32[4] = random(3)
              %c = Conv(%x, %w) kernel_shape=[3,3] pads=[1,1,1,1] @conv1
              %r = Relu(%c) @relu1
            """;
#pragma warning disable CA1308 // Names of nodes are lower case.
        var kind = call[..call.IndexOf('(', StringComparison.Ordinal)].ToLowerInvariant();
#pragma warning restore CA1308
        var graph = GraphParser.Parse(
            $"{Before}\n  %z = {call.Replace("%?", "%r", StringComparison.Ordinal)} @{kind}{(kind == "conv" ? 2 : 1)}\n  out %z\n");

        Assert.Equal($"conv1 || {reason}", Describe(ChainAnalysis.Run(graph)[0]));
    }

    [Fact]
    public void WhatTheChainBeginsWithIsNoOuterValueEvenWithOneNumberPerChannel()
    {
        var graph = GraphParser.Parse("""
            graph @net
              in %x : f32[N,4,1,1]
              const %w : f32[4,4,1,1] = random(1)
              %a = Conv(%x, %w) kernel_shape=[1,1] @conv1
              %r = Relu(%a) @relu1
              %b = Conv(%r, %w) kernel_shape=[1,1] @conv2
              %s = Add(%x, %b) @add1
              %c = Conv(%s, %w) kernel_shape=[1,1] @conv3
              %e = Exp(%x) @exp1
              out %c
              out %e
            """);

        Assert.Contains("conv1 conv2 || add1: it adds a value that does not come from this chain", ChainAnalysis.Run(graph).Select(Describe));
    }

    [Fact]
    public void AShortcutAroundABranchThatBeginsWithAMapIsNoSpan()
    {
        var graph = GraphParser.Parse("""
            graph @net
              in %x : f32[1,4,8,8]
              const %w : f32[4,4,1,1] = random(1)
              const %1 : f32[4] = random(2)
              const %2 : f32[4] = positive(3)
              %n = BatchNormalization(%x, %1, %1, %1, %2) @norm1
              %a = Conv(%n, %w) kernel_shape=[1,1] @conv1
              %b = Add(%n, %a) @add1
              %c = Add(%b, %x) @add2
              %y = Conv(%c, %w) kernel_shape=[1,1] @conv2
              out %y
            """);

        Assert.Equal(["[add2] conv2 || : 'y' is an output of the network"], ChainAnalysis.Run(graph).Select(Describe));
    }

    [Fact]
    public void AForeignOperatorIsNamed()
    {
        var graph = GraphParser.Parse("""
            graph @net
              in %x : f32[1,4,8,8]
              const %w : f32[4,4,1,1] = random(1)
              %c = Conv(%x, %w) kernel_shape=[1,1] @conv1
              %f = ?my.domain:Fold(%c) : f32[1,4,8,8] @fold
              %d = Conv(%f, %w) kernel_shape=[1,1] @conv2
              out %d
            """);

        var chains = ChainAnalysis.Run(graph);

        Assert.Equal(["conv1", "conv2"], chains.Select(chain => chain.Sites.Single().Name));
        Assert.Equal("fold", chains[0].End.Node);
        Assert.False(string.IsNullOrWhiteSpace(chains[0].End.Reason));
    }

    [Fact]
    public void AnOutputInTheMiddleStopsTheChainAndAnotherBeginsThere()
    {
        var net = new NetworkText();
        var middle = net.Relu(net.Conv("%x", 4));
        var graph = net.Ends(net.Conv(middle, 4), middle);

        Assert.Equal(
            ["conv1 || : 'relu1' is an output of the network", "conv2 || : 'conv2' is an output of the network"],
            ChainAnalysis.Run(graph).Select(Describe));
    }

    [Fact]
    public void AnOutputInsideABlockBreaksItsSpan()
    {
        var net = new NetworkText();
        var inner = net.Relu(net.Conv("%x", 4));
        var graph = net.Ends(net.Add(net.Conv(inner, 4), "%x"), inner);

        Assert.All(ChainAnalysis.Run(graph), chain => Assert.Empty(chain.Spans));
    }

    [Fact]
    public void AValueReadFromOutsideABlockBreaksItsSpan()
    {
        var net = new NetworkText();
        var inner = net.Relu(net.Conv("%x", 4));
        var sum = net.Add(net.Conv(inner, 4), "%x");
        var graph = net.Ends(net.Node($"Concat(%?, {inner}) axis=1", sum, 8));

        Assert.All(ChainAnalysis.Run(graph), chain => Assert.Empty(chain.Spans));
    }

    [Fact]
    public void AnActivationBetweenTheConvolutionAndTheAdditionIsNoBlock()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Add(net.Relu(net.Conv(net.Relu(net.Conv("%x", 4)), 4)), "%x"));

        var spans = ChainAnalysis.Run(graph).SelectMany(chain => chain.Spans);

        // The sum sees the rectified value: the site ends behind its activation, and a convolution fitted for the whole span must
        // reproduce the sum.
        Assert.All(spans, span => Assert.Equal("add1", span.Tail.Linear.Hint));
    }

    [Fact]
    public void ANetworkWithoutConvolutionsHasNoChain() =>
        Assert.Empty(ChainAnalysis.Run(GraphParser.Parse("graph @g\n  in %x : f32[2,4]\n  %y = Relu(%x)\n  out %y")));
}

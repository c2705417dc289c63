using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Compositions against networks in which the activations are missing and the padding stands in front.</summary>
public sealed class SegmentComposerTests
{
    private static readonly OrtExecutor Executor = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void WithoutActivationsAndInnerPaddingNothingIsLost()
    {
        var net = new NetworkText(extent: 9);
        var graph = net.Ends(net.Conv(net.Norm(net.Conv("%x", 6, stride: 2, pad: 1)), 5, kernel: 2, pad: 0));

        AssertAgree(graph, Compose(graph, new(0, 2)), 1e-4);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ActivationsAreDropped()
    {
        var (with, without) = (new NetworkText(extent: 9), new NetworkText(extent: 9));
        var graph = with.Ends(with.Conv(with.Relu(with.Conv("%x", 6)), 5, pad: 0));
        var linear = without.Ends(without.Conv(without.Conv("%x", 6), 5, pad: 0));

        AssertAgree(linear, Compose(graph, new(0, 2)), 1e-4);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void InnerPaddingMovesToTheFront()
    {
        var (inside, front) = (new NetworkText(extent: 9), new NetworkText(extent: 9));
        var graph = inside.Ends(inside.Conv(inside.Relu(inside.Conv("%x", 6, pad: 1)), 5, pad: 1));
        var moved = front.Ends(front.Conv(front.Conv("%x", 6, pad: 2), 5, pad: 0));

        AssertAgree(moved, Compose(graph, new(0, 2)), 1e-4);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AwayFromTheBorderMovedPaddingChangesNothing()
    {
        var (with, without) = (new NetworkText(extent: 9), new NetworkText(extent: 9));
        var graph = with.Ends(with.Block(with.Block("%x", rectified: false), rectified: false));
        var linear = without.Ends(Linear(without, Linear(without, "%x")));
        var input = TensorGenerator.InputsOf(graph)[0];

        var (expected, actual) = (Executor.Run(linear, input)[0], Executor.Run(Compose(graph, new(0, 4)), input)[0]);

        // Four paddings of one row: the border is as thick as the inner ones together.
        for (var place = 0; place < expected.Count; place++)
        {
            var (row, column) = (place / 9 % 9, place % 9);
            if (row is >= 3 and < 6 && column is >= 3 and < 6)
            {
                Assert.Equal(expected.AsSpan<float>()[place], actual.AsSpan<float>()[place], 1e-3);
            }
        }

        static string Linear(NetworkText net, string from) => net.Add(net.Conv(net.Conv(from, 4), 4), from);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void PrunedConvolutionsAreTheIdentity()
    {
        var net = new NetworkText(extent: 9);
        var first = net.Conv("%x", 4, pad: 0);
        var graph = net.Ends(net.Conv(net.Relu(net.Conv(net.Relu(first), 4)), 4, pad: 0));
        var edit = graph.Edit();
        edit.Redefine(graph.ValueNamed("relu2")!, new Identity(), [graph.ValueNamed("conv1")]);

        var composed = Compose(graph, new(0, 3), pruned: 2);

        Assert.Equal([5, 5], ((Conv)composed.Nodes[0].Op).Window.KernelShape);
        AssertAgree(edit.ToGraph(), composed, 1e-4);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnInvertedBottleneckComposesToOneConvolution()
    {
        var (with, without) = (new NetworkText(bias: 0), new NetworkText(bias: 0));
        var graph = with.Ends(with.Add(
            with.Conv(with.Relu(with.Conv(with.Relu(with.Conv("%x", 8, kernel: 1)), 8, groups: 8)), 4, kernel: 1), "%x"));
        var linear = without.Ends(
            without.Add(without.Conv(without.Conv(without.Conv("%x", 8, kernel: 1), 8, groups: 8), 4, kernel: 1), "%x"));

        var composed = Compose(graph, new(0, 3));

        Assert.Equal("Conv", Assert.Single(composed.Nodes).Op.OpType);
        AssertAgree(linear, composed, 1e-4);
    }

    [Fact]
    public void WhyNotIsSaidInWords()
    {
        var net = new NetworkText();
        var first = net.Conv("%x", 4);
        var graph = net.Ends(net.Add(net.Conv(net.Relu(net.Conv(net.Relu(net.Norm(first)), 4)), 4), first));

        var (realization, whyNot) = SegmentComposer.TryCompose(graph, ChainAnalysis.Run(graph)[0], new Candidate.Compose(0, new(0, 3), []));

        Assert.Null(realization);
        Assert.Equal("'conv2' has an activation in front of its convolution", whyNot);
    }

    [Fact]
    public void ARegionIsNoChainOfConvolutions()
    {
        var net = new NetworkText();
        var first = net.Relu(net.Conv("%x", 4));
        var gate = net.Node("Sigmoid(%?)", net.Conv(net.Node("GlobalAveragePool(%?)", first), 4, kernel: 1));
        var graph = net.Ends(net.Conv(net.Node($"Mul(%?, {gate})", first), 4));

        Assert.Equal(
            "'mul1' stands for a region that is not a chain of convolutions",
            SegmentComposer.TryCompose(graph, ChainAnalysis.Run(graph)[0], new Candidate.Compose(0, new(0, 3), [])).WhyNot);
    }

    private static Graph Compose(Graph graph, Segment segment, params int[] pruned)
    {
        var chains = ChainAnalysis.Run(graph);
        var (realization, whyNot) = SegmentComposer.TryCompose(graph, chains[0], new Candidate.Compose(0, segment, Dims.Create(pruned)));
        Assert.Null(whyNot);
        return CandidateRewriter.Apply(graph, chains, [realization!]);
    }

    private static void AssertAgree(Graph expected, Graph actual, double tolerance)
    {
        var input = TensorGenerator.InputsOf(expected)[0];
        var (left, right) = (Executor.Run(expected, input)[0], Executor.Run(actual, input)[0]);
        Assert.Equal(left.Shape, right.Shape);
        Assert.All(left.ToDoubles().Zip(right.ToDoubles()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}

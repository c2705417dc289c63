using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Regressions over segments: what can be reproduced is, and errors are what they are said to be.</summary>
public sealed class SegmentFitterTests
{
    private static readonly OrtExecutor Executor = new();
    private static readonly FitOptions Exact = new() { Lambda = 1e-10, SamplesPerFeature = 1e6 };

    [NeedsFact(Need.OnnxRuntime)]
    public void AConvolutionIsFound()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Relu(net.Conv("%x", 6, stride: 2)));

        var conv = Assert.Single(Fit(graph, Exact, new Candidate.Fit(0, new(0, 1), [3, 3]))[0].Convs);

        AssertClose(WeightOf(graph, "conv1"), conv.Weight, 1e-3);
        AssertClose(graph.Initializers[graph.Nodes[0].Inputs[2]!], conv.Bias, 1e-3);
        Assert.InRange(conv.RelativeError, 0, 1e-5);
        Assert.Equal(((Conv)graph.Nodes[0].Op).Window, conv.Window);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TwoConvolutionsWithoutInnerPaddingAreFoundAsTheirComposition()
    {
        var net = new NetworkText(extent: 12);
        var graph = net.Ends(net.Conv(net.Norm(net.Conv("%x", 5, stride: 2)), 3, pad: 0));

        var fitted = Fit(graph, Exact, new Candidate.Fit(0, new(0, 2), [7, 7]))[0].Convs[0];
        var composed = SegmentComposer.Compose(graph, ChainAnalysis.Run(graph)[0], new Candidate.Compose(0, new(0, 2), []))!.Convs[0];

        Assert.Equal(composed.Window, fitted.Window);
        AssertClose(composed.Weight, fitted.Weight, 5e-3);
        Assert.InRange(fitted.RelativeError, 0, 1e-4);
    }

    /// <summary>Kernels that only look at their centers pick every fourth pixel; a fitted 1x1 kernel must look at the same ones.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void FittedKernelsLookWhereTheSegmentLooks()
    {
        var graph = GraphParser.Parse("""
            graph @g
              in %x : f32[N,1,16,16]
              const %u : f32[1,1,3,3] = [0,0,0,0,2,0,0,0,0]
              const %v : f32[1,1,5,5] = [0,0,0,0,0,0,0,0,0,0,0,0,3,0,0,0,0,0,0,0,0,0,0,0,0]
              const %b : f32[1] = [0.5]
              %a = Conv(%x, %u) kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] @first
              %y = Conv(%a, %v, %b) kernel_shape=[5,5] strides=[2,2] pads=[2,2,2,2] @second
              out %y
            """);

        var conv = Fit(graph, Exact, new Candidate.Fit(0, new(0, 2), [1, 1]))[0].Convs[0];

        Assert.Equal(6, conv.Weight.ToDoubles().Single(), 1e-4);
        Assert.Equal(0.5, conv.Bias.ToDoubles().Single(), 1e-4);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void CandidatesSolvedTogetherAreThoseSolvedAlone()
    {
        var net = new NetworkText(extent: 10);
        var graph = net.Ends(net.Head(net.Block(net.Block(net.Relu(net.Conv("%x", 4))))));
        Candidate[] candidates =
        [
            new Candidate.Identity(0, new(1, 3)), new Candidate.Fit(0, new(1, 3), [1, 1]), new Candidate.Fit(0, new(1, 3), [3, 3]),
            new Candidate.Fit(0, new(1, 5), [3, 3]), new Candidate.Fit(0, new(1, 5), [5, 5]), new Candidate.Fit(0, new(1, 2), [2, 2]),
            new Candidate.Absorb(0, new(1, 5), new(1, 3)), new Candidate.Absorb(0, new(1, 5), new(3, 5)),
        ];

        var together = Fit(graph, new FitOptions { SamplesPerFeature = 1e6 }, candidates);

        Assert.Equal(candidates, together.Select(realization => realization.Candidate));
        Assert.Empty(together[0].Convs);
        Assert.Equal([1, 1, 1, 1, 1, 2, 2], together.Skip(1).Select(realization => realization.Convs.Length));
        foreach (var realization in together)
        {
            var alone = Fit(graph, new FitOptions { SamplesPerFeature = 1e6 }, realization.Candidate)[0];
            foreach (var (left, right) in alone.Convs.Zip(realization.Convs))
            {
                AssertClose(left.Weight, right.Weight, 1e-3);
                Assert.Equal(left.RelativeError, right.RelativeError, 1e-3);
            }
        }
    }

    /// <summary>What a fit says it leaves unexplained is what running it leaves unexplained.</summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("fit")]
    [InlineData("absorb")]
    public void ErrorsAreMeasuredErrors(string family)
    {
        var net = new NetworkText(extent: 10);
        var graph = net.Ends(net.Head(net.Block(net.Block(net.Relu(net.Conv("%x", 4))))));
        Candidate candidate = family == "fit" ? new Candidate.Fit(0, new(1, 5), [3, 3]) : new Candidate.Absorb(0, new(1, 5), new(3, 5));
        var chains = ChainAnalysis.Run(graph);
        var target = chains[0].TailOf(candidate.Segment).Linear;

        var realization = Fit(graph, new FitOptions { SamplesPerFeature = 1e6 }, candidate)[0];

        var after = CandidateRewriter.Apply(graph, chains, [realization]);
        var (residual, variance) = Errors(Samples.Run(Executor, graph, target), Samples.Run(Executor, after, target));
        Assert.InRange(residual / variance, 0.001, 0.9);
        Assert.Equal(residual / variance, realization.FitError!.Value, 0.01 * residual / variance);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void LargerKernelsNeverExplainLess()
    {
        var net = new NetworkText(extent: 10);
        var graph = net.Ends(net.Head(net.Block(net.Relu(net.Conv("%x", 4)))));

        var errors = Fit(
            graph, Exact, new Candidate.Fit(0, new(1, 3), [1, 1]), new Candidate.Fit(0, new(1, 3), [3, 3]),
                new Candidate.Fit(0, new(1, 3), [5, 5]))
            .Select(realization => realization.FitError!.Value).ToList();

        Assert.True(errors[0] > errors[1] && errors[1] > errors[2], string.Join(", ", errors));
    }

    /// <summary>Of a run of linear blocks all but one add nothing: the block that stays says all there is to say.</summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void AbsorbingARunOfEmptyBlocksLosesNothing(int busy)
    {
        var net = new NetworkText(bias: 0.1);
        var value = net.Relu(net.Conv("%x", 4));
        for (var block = 0; block < 3; block++)
        {
            value = net.Block(value, rectified: false, scale: block == busy ? 1 : 0);
        }

        var graph = net.Ends(net.Head(net.Relu(value)));
        var chains = ChainAnalysis.Run(graph);

        var realization = Fit(graph, Exact, new Candidate.Absorb(0, new(1, 7), new(1 + (2 * busy), 3 + (2 * busy))))[0];

        var after = CandidateRewriter.Apply(graph, chains, [realization]);
        Assert.InRange(realization.FitError!.Value, 0, 1e-4);
        var output = graph.Outputs[0].Value;
        var (residual, variance) = Errors(Samples.Run(Executor, graph, output), Samples.Run(Executor, after, output));
        Assert.InRange(residual / variance, 0, 1e-4);
    }

    private static ImmutableArray<Realization> Fit(Graph graph, FitOptions options, params Candidate[] candidates)
    {
        var fitter = new SegmentFitter(Executor, graph, ChainAnalysis.Run(graph)[0], options);
        return fitter.Fit([.. candidates], new ActivationCursor(Executor, graph, Samples.Of(graph)));
    }

    private static Tensor WeightOf(Graph graph, string conv) =>
        graph.Initializers[graph.Nodes.Single(node => node.Name == conv).Inputs[1]!];

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(expected.ToDoubles().Zip(actual.ToDoubles()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    /// <summary>Squares of differences, and of distances from the mean of each channel.</summary>
    private static (double Residual, double Variance) Errors(ImmutableArray<Tensor> expected, ImmutableArray<Tensor> actual)
    {
        var (residual, variance) = (0.0, 0.0);
        var channels = expected[0].Shape[1];
        for (var channel = 0; channel < channels; channel++)
        {
            var want = expected.SelectMany(tensor => Plane(tensor, channel)).ToList();
            var have = actual.SelectMany(tensor => Plane(tensor, channel)).ToList();
            var mean = want.Average();
            residual += want.Zip(have, (left, right) => (left - right) * (left - right)).Sum();
            variance += want.Sum(value => (value - mean) * (value - mean));
        }

        return (residual, variance);
    }

    private static IEnumerable<double> Plane(Tensor tensor, int channel)
    {
        var (channels, size) = (tensor.Shape[1], tensor.Shape[2..].Product);
        return tensor.ToDoubles().Where((_, index) => index / size % channels == channel);
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Segments at low rank and with fewer channels: what is put into a network computes what was solved for, at its borders too.</summary>
public sealed class NarrowerSegmentTests
{
    private static readonly OrtExecutor Executor = new();
    private static readonly FitOptions Exact = new() { Lambda = 1e-10, SamplesPerFeature = 1e6, RefitSamplesPerFeature = 1e6, ScarcityLambda = 0 };

    /// <summary>With as many channels in the middle as there are behind it, the pair is the convolution.</summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(3, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(5, 2, 1)]
    [InlineData(3, 1, 0)]
    [InlineData(1, 2, 0)]
    public void APairOfFullRankIsTheConvolution(int kernel, int stride, int pad)
    {
        var net = new NetworkText(extent: 9);
        var graph = net.Ends(net.Head(net.Relu(net.Conv("%x", 6, kernel, stride, pad: pad))));

        var (after, realization) = Realized(graph, new Candidate.Rank(0, new(0, 1), [kernel, kernel], 6), Exact);

        Assert.Equal(2, realization.Convs.Length);
        Assert.InRange(realization.FitError!.Value, 0, 1e-5);
        Assert.InRange(Distance(graph, after, graph.Outputs[0].Value), 0, 1e-5);
    }

    /// <summary>A convolution whose kernel has a low rank is found at that rank.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void WhatHasALowRankLosesNothingAtThatRank()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Relu(net.Conv(net.Conv("%x", 2, stride: 2), 6, kernel: 1))));

        var (after, realization) = Realized(graph, new Candidate.Rank(0, new(0, 2), [3, 3], 2), Exact);
        var (_, one) = Realized(graph, new Candidate.Rank(0, new(0, 2), [3, 3], 1), Exact);

        Assert.InRange(realization.FitError!.Value, 0, 1e-5);
        Assert.InRange(one.FitError!.Value, 0.05, 1);
        Assert.InRange(Distance(graph, after, graph.Outputs[0].Value), 0, 1e-5);
    }

    /// <summary>What a pair or a narrower path says it leaves unexplained is what running it leaves unexplained.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ErrorsAreMeasuredErrors()
    {
        var net = new NetworkText(inputs: 6, extent: 10);
        var graph = net.Ends(net.Head(net.Block(net.Transition(net.Block(net.Relu(net.Conv("%x", 6))), 8))));
        var all = new FitOptions { SamplesPerFeature = 1e6 };

        foreach (var candidate in (Candidate[])
        [
            new Candidate.Rank(0, new(0, 1), [3, 3], 2), new Candidate.Rank(0, new(1, 2), [3, 3], 2), new Candidate.Rank(0, new(2, 3), [3, 3], 3),
            new Candidate.Rank(0, new(1, 3), [3, 3], 2), new Candidate.Rank(0, new(3, 5), [5, 5], 4), new Candidate.Rank(0, new(3, 7), [3, 3], 4),
            new Candidate.Thin(0, new(1, 3), 2), new Candidate.Thin(0, new(1, 3), 5), new Candidate.Thin(0, new(3, 5), 4),
        ])
        {
            var (after, realization) = Realized(graph, candidate, all);
            var measured = Distance(graph, after, ChainAnalysis.Run(graph)[0].TailOf(candidate.Segment).Linear);
            Assert.InRange(measured, 1e-4, 1);
            Assert.Equal(measured, realization.FitError!.Value, 0.02 * measured);
        }
    }

    /// <summary>The identity around blocks needs none of the rank: what a run of blocks adds is what the pair has to say.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void AroundBlocksTheirInputIsAdded()
    {
        var net = new NetworkText(extent: 10);
        var graph = net.Ends(net.Head(net.Block(net.Block(net.Relu(net.Conv("%x", 8)), scale: 0.1), scale: 0.1)));
        var chains = ChainAnalysis.Run(graph);

        var (after, realization) = Realized(graph, new Candidate.Rank(0, new(1, 5), [3, 3], 2), Exact);

        GraphAssert.Sound(after);
        Assert.Equal(["Conv", "Relu", "Conv", "Conv", "Add", "Relu"], after.Nodes.Take(6).Select(node => node.Op.OpType));
        Assert.Same(graph.ValueNamed("relu1"), after.ProducerOf(chains[0].TailOf(new(1, 5)).Linear)!.Inputs[0]);
        Assert.InRange(realization.FitError!.Value, 0, 0.2);
        Assert.Equal(2, after.ProducerOf(after.Nodes[3].Inputs[0]!)!.Inputs.Length);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ChannelsThatSayNothingCostNothing()
    {
        var graph = GraphParser.Parse("""
            graph @g
              in %x : f32[N,3,8,8]
              const %w : f32[4,3,3,3] = random(1,0.5)
              const %d : f32[4,1,3,3] = random(2,0.5)
              const %s : f32[4] = random(3,0.5)
              const %v : f32[3,4,1,1] = [1,0,0,2, 0.5,0,0,-1, -1,0,0,0.25]
              %a = Conv(%x, %w) kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] @expand
              %r = Relu(%a) @r
              %m = Conv(%r, %d, %s) kernel_shape=[3,3] pads=[1,1,1,1] group=4 @depthwise
              %q = Sigmoid(%m) @gate
              %o = Mul(%m, %q) @product
              %y = Conv(%o, %v) kernel_shape=[1,1] @project
              out %y
            """);

        var (after, realization) = Realized(graph, new Candidate.Thin(0, new(0, 3), 2), Exact);

        Assert.Equal([0, 3], realization.Channels!.Value);
        Assert.InRange(realization.FitError!.Value, 0, 1e-5);
        Assert.InRange(Distance(graph, after, graph.Outputs[0].Value), 0, 1e-6);
        Assert.Equal([2, 2, 3], after.Nodes.Where(node => node.Op is Conv).Select(node => after.TypeOf(node.Output)!.Shape[1].Size));
        Assert.Equal(2, ((Conv)after.Nodes[2].Op).Groups);
    }

    /// <summary>Arbitrary weights in front, arbitrary ones in the pair: refitting finds what there is to find.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void RefittingSolvesForBothHalvesOfAPair()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Relu(net.Conv(net.Relu(net.Conv(net.Conv("%x", 2), 6, kernel: 1)), 6))));
        ImmutableArray<Candidate> chosen = [new Candidate.Rank(0, new(0, 2), [3, 3], 2), new Candidate.Rank(0, new(2, 3), [3, 3], 6)];

        var small = new PlanRealizer(Executor, Exact).Realize(graph, ChainAnalysis.Run(graph), chosen, Samples.Of(graph));

        Assert.InRange(Distance(graph, small, graph.Outputs[0].Value), 0, 1e-4);
        Assert.Equal(["Conv", "Conv", "Relu", "Conv", "Conv", "Relu"], small.Nodes.Take(6).Select(node => node.Op.OpType));
    }

    /// <summary>What stands in front of a narrower path changes; its first convolution is solved for on what it reads now.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void RefittingRepairsTheFirstConvolutionOfANarrowerPath()
    {
        var net = new NetworkText(inputs: 6, extent: 10);
        var graph = net.Ends(net.Head(net.Block(net.Relu(net.Conv("%x", 6)))));
        var chains = ChainAnalysis.Run(graph);
        ImmutableArray<Candidate> chosen = [new Candidate.Fit(0, new(0, 1), [3, 3]), new Candidate.Thin(0, new(1, 3), 5)];

        var small = new PlanRealizer(Executor, Exact).Realize(graph, chains, chosen, Samples.Of(graph));

        // The convolution in front is found as it was, so the narrow one must be a part of the original's.
        var narrow = small.Nodes.Single(node => node.Op is Conv && small.TypeOf(node.Output)!.Shape[1] == 5);
        var weight = small.Initializers[narrow.Inputs[1]!].ToDoubles();
        var old = graph.Initializers[graph.Nodes.Single(node => node.Name == "conv2").Inputs[1]!].ToDoubles();
        var size = weight.Length / 5;
        Assert.All(Enumerable.Range(0, 5), row => Assert.Contains(
            Enumerable.Range(0, 6), from => Enumerable.Range(0, size).All(i => Math.Abs(weight[(row * size) + i] - old[(from * size) + i]) < 2e-2)));
        Assert.InRange(Distance(graph, small, graph.Outputs[0].Value), 0, 0.3);
    }

    private static (Graph After, Realization Realization) Realized(Graph graph, Candidate candidate, FitOptions options)
    {
        var chains = ChainAnalysis.Run(graph);
        Assert.Null(CandidateCheck.WhyNot(graph, chains[0], candidate));
        var realization = new SegmentFitter(Executor, graph, chains[0], options)
            .Fit([candidate], new ActivationCursor(Executor, graph, Samples.Of(graph)))[0];
        return (CandidateRewriter.Apply(graph, chains, [realization]), realization);
    }

    /// <summary>The part of a value's variance, means per channel, that another network does not reproduce.</summary>
    private static double Distance(Graph expected, Graph actual, Value value)
    {
        var (want, have) = (Samples.Run(Executor, expected, value), Samples.Run(Executor, actual, value));
        var residual = want.Zip(have).SelectMany(pair => pair.First.ToDoubles().Zip(pair.Second.ToDoubles(), (a, b) => (a - b) * (a - b))).Sum();
        return residual / (ChannelVariance.Of(want) * want.Sum(tensor => tensor.Count / tensor.Shape[1]));
    }
}

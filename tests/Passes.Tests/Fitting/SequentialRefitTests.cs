using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Refitting front to back: what can be repaired is, and no step makes worse what it looks at.</summary>
public sealed class SequentialRefitTests
{
    private static readonly OrtExecutor Executor = new();
    private static readonly FitOptions Exact = new() { Lambda = 1e-10, RefitSamplesPerFeature = 1e6 };

    [NeedsFact(Need.OnnxRuntime)]
    public void APerturbedConvolutionIsRepaired()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Relu(net.Conv(net.Relu(net.Conv("%x", 6)), 6))));

        var compressed = Placed(graph, new Candidate.Fit(0, new(0, 1), [3, 3]));
        var repaired = new SequentialRefit(Executor, Samples.Of(graph), Exact).Run(graph, compressed);

        Assert.InRange(Distance(graph, repaired), 0, 1e-3);
        Assert.InRange(Distance(graph, compressed), 0.05, double.MaxValue);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatABlockAddsIsRepairedAroundItsShortcut()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Relu(net.Conv("%x", 4)))));

        var repaired = new SequentialRefit(Executor, Samples.Of(graph), Exact)
            .Run(graph, Placed(graph, new Candidate.Fit(0, new(2, 3), [3, 3])));

        Assert.InRange(Distance(graph, repaired), 0, 1e-3);
        Assert.Equal(["relu1", "conv3"], repaired.Nodes.Single(node => node.Op is Add).Inputs.Select(input => repaired.NameOf(input!))
            .Order(StringComparer.Ordinal).Reverse());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnAbsorbingBlockWithArbitraryWeightsIsRepaired()
    {
        var net = new NetworkText(bias: 0.1);
        var graph = net.Ends(net.Head(
            net.Relu(net.Block(net.Block(net.Relu(net.Conv("%x", 4)), rectified: false), rectified: false, scale: 0))));

        var repaired = new SequentialRefit(Executor, Samples.Of(graph), Exact)
            .Run(graph, Placed(graph, new Candidate.Absorb(0, new(1, 5), new(1, 3))));

        Assert.InRange(Distance(graph, repaired), 0, 1e-3);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ErrorsInFrontAreCompensatedBehind()
    {
        var net = new NetworkText(extent: 10);
        var graph = net.Ends(net.Head(net.Block(net.Block(net.Block(net.Relu(net.Conv("%x", 4)))))));
        var chains = ChainAnalysis.Run(graph);
        var fitter = new SegmentFitter(Executor, graph, chains[0], new FitOptions());
        var alone = CandidateRewriter.Apply(
            graph, chains, fitter.Fit([new Candidate.Fit(0, new(1, 3), [3, 3])], new ActivationCursor(Executor, graph, Samples.Of(graph))));

        var refitted = new SequentialRefit(Executor, Samples.Of(graph), new FitOptions()).Run(graph, alone);

        Assert.True(Distance(graph, refitted) < 0.9 * Distance(graph, alone),
            $"{Distance(graph, refitted)} against {Distance(graph, alone)}");
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatStandsInFrontOfTheFirstChangeStays()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Relu(net.Conv(net.Relu(net.Conv(net.Relu(net.Conv("%x", 4)), 4)), 4))));
        var compressed = Placed(graph, new Candidate.Fit(0, new(1, 2), [1, 1]));

        var refitted = new SequentialRefit(Executor, Samples.Of(graph), new FitOptions()).Run(graph, compressed);

        Assert.Equal(compressed.Nodes, refitted.Nodes);
        Assert.Same(graph.Nodes[0], refitted.Nodes[0]);
        foreach (var (value, tensor) in compressed.Initializers)
        {
            var touched = refitted.UsesOf(value)[0].Node is { Op: Conv } conv && conv != graph.Nodes[0];
            Assert.Equal(!touched, ReferenceEquals(tensor, refitted.Initializers[value]));
        }
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnUnchangedNetworkStaysTheSame()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv("%x", 4));

        Assert.Same(graph, new SequentialRefit(Executor, Samples.Of(graph), new FitOptions()).Run(graph, graph));
    }

    /// <summary>
    /// What the rounds minimize is Σ (z − y)² where the wanted z is let through, Σ max(y, 0)² where it is cut off. It bounds the error
    /// behind the rectifier.
    /// </summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("Relu(%?)", double.PositiveInfinity)]
    [InlineData("Clip(%?) min=0.0 max=0.8", 0.8)]
    public void ActivationRoundsNeverMakeTheRectifiedErrorWorse(string activation, double ceiling)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var net = new NetworkText(seed: seed);
            var graph = net.Ends(net.Head(net.Node(activation, net.Conv(net.Relu(net.Conv("%x", 6)), 6))));
            var compressed = Placed(graph, new Candidate.Fit(0, new(0, 2), [3, 3]));
            var target = ChainAnalysis.Run(graph)[0].TailOf(new(0, 2)).Linear;
            var losses = Enumerable.Range(0, 4).Select(rounds =>
                Loss(graph, new SequentialRefit(Executor, Samples.Of(graph), new FitOptions { ActivationRounds = rounds })
                    .Run(graph, compressed), target, ceiling)).ToList();

            Assert.All(losses.Zip(losses.Skip(1)), pair =>
                Assert.True(pair.Second.Surrogate <= pair.First.Surrogate * 1.0001, string.Join(", ", losses)));
            Assert.True(losses[3].Surrogate < 0.97 * losses[0].Surrogate, string.Join(", ", losses));
            Assert.True(losses[3].Rectified < losses[0].Rectified, string.Join(", ", losses));
        }
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void GroupedAndSharedConvolutionsKeepTheirWeights()
    {
        var graph = GraphParser.Parse("""
            graph @g
              in %x : f32[N,4,8,8]
              const %w : f32[4,4,3,3] = random(1)
              const %d : f32[4,1,3,3] = random(2)
              %a = Conv(%x, %w) kernel_shape=[3,3] pads=[1,1,1,1] @first
              %b = Relu(%a) @relu
              %c = Conv(%b, %d) kernel_shape=[3,3] pads=[1,1,1,1] group=4 @depthwise
              %e = Conv(%c, %w) kernel_shape=[3,3] pads=[1,1,1,1] @second
              %f = Conv(%e, %w) kernel_shape=[3,3] pads=[1,1,1,1] @third
              out %f
            """);
        var compressed = Placed(graph, new Candidate.Fit(0, new(0, 1), [1, 1]));

        var refitted = new SequentialRefit(Executor, Samples.Of(graph), new FitOptions()).Run(graph, compressed);

        Assert.Equal(
            ["first"],
            refitted.Nodes.Where(node => node.Op is Conv
                && !ReferenceEquals(refitted.Initializers[node.Inputs[1]!], compressed.Initializers[node.Inputs[1]!]))
                .Select(node => node.Name));
    }

    private static Graph Placed(Graph graph, params Candidate[] candidates)
    {
        var chains = ChainAnalysis.Run(graph);
        return CandidateRewriter.Apply(graph, chains, candidates.Select(candidate => PlaceholderConvs.For(graph, chains, candidate)));
    }

    /// <summary>The root of the mean square of the difference of the outputs.</summary>
    private static double Distance(Graph left, Graph right) => Math.Sqrt(Samples.Run(Executor, left, left.Outputs[0].Value)
        .Zip(Samples.Run(Executor, right, right.Outputs[0].Value))
            .SelectMany(pair => pair.First.ToDoubles().Zip(pair.Second.ToDoubles(), (a, b) => (a - b) * (a - b)))
        .Average());

    private static (double Surrogate, double Rectified) Loss(Graph wanted, Graph actual, Value target, double ceiling)
    {
        var (surrogate, rectified) = (0.0, 0.0);
        foreach (var (want, have) in Samples.Run(Executor, wanted, target).Zip(Samples.Run(Executor, actual, target)))
        {
            foreach (var (z, y) in want.ToDoubles().Zip(have.ToDoubles()))
            {
                var off = z <= 0 ? Math.Max(y, 0) : z >= ceiling ? Math.Min(y - ceiling, 0) : z - y;
                surrogate += off * off;
                rectified += Math.Pow(Math.Clamp(z, 0, ceiling) - Math.Clamp(y, 0, ceiling), 2);
            }
        }

        return (surrogate, rectified);
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Verification;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests;

/// <summary>Activations that a composition adds behind itself or takes away there.</summary>
public sealed class EndActivationTests
{
    [Fact]
    public void AnActivationIsAddedBehindTheAddition()
    {
        var (graph, chains) = LinearBlock();

        var whole = Apply(graph, chains, new Candidate.Compose(0, new(0, 2), []) { End = EndActivation.Added });
        var last = Apply(graph, chains, new Candidate.Compose(0, new(1, 2), []) { End = EndActivation.Added });

        Assert.Equal(["Conv", "Relu", "Conv"], whole.Nodes.Take(3).Select(node => node.Op.OpType));
        Assert.Equal(["Conv", "Relu", "Conv", "Add", "Relu", "Conv"], last.Nodes.Take(6).Select(node => node.Op.OpType));
        Assert.All([whole, last], after => Assert.IsType<Relu>(after.ProducerOf(chains[0].ValueAt(2))!.Op));
    }

    [Fact]
    public void AnActivationIsTakenAwayBehindAConvolutionThatStays()
    {
        var (graph, chains) = LinearBlock();

        var after = Apply(graph, chains, new Candidate.Compose(0, new(0, 1), []) { End = EndActivation.Dropped });

        Assert.Equal(["Conv", "Conv", "Add", "Conv"],
            Pipelines.Optimize.Run(after, new PassContext(new DiagnosticSink())).Nodes.Take(4).Select(node => node.Op.OpType));
    }

    /// <summary>The product x · sigmoid(x) is two nodes.</summary>
    [Fact]
    public void AnActivationOfTwoNodesIsAddedWhole()
    {
        var net = new NetworkText();
        var first = net.Conv("%x", 4);
        var graph = net.Ends(net.Conv(net.Conv(net.Node($"Mul(%?, {first})", net.Node("Sigmoid(%?)", first)), 4), 4));
        var chains = ChainAnalysis.Run(graph);

        var after = Apply(graph, chains, new Candidate.Compose(0, new(0, 2), []) { End = EndActivation.Added });

        Assert.Equal(["Conv", "Sigmoid", "Mul", "Conv"], after.Nodes.Select(node => node.Op.OpType));
    }

    [Fact]
    public void WhereNothingCanBeAddedOrTakenAwayAPlanIsRefused()
    {
        var (graph, chains) = LinearBlock();

        Assert.Equal("no activation can be added at its end", WhyNot(0, 1, EndActivation.Added));
        Assert.Equal("no activation that could be dropped stands at its end", WhyNot(0, 2, EndActivation.Dropped));
        Assert.Null(WhyNot(0, 1, EndActivation.Dropped));
        Assert.Null(WhyNot(0, 2, EndActivation.Added));

        string? WhyNot(int start, int end, EndActivation activation) =>
            CandidateCheck.WhyNot(graph, chains[0], new Candidate.Compose(0, new(start, end), []) { End = activation });
    }

    /// <summary>Every decision the two-stage method may come to, proven from the nodes of the networks.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryPieceIsProved(bool isMobile)
    {
        var built = isMobile ? new MobileNetwork { Input = new(3, 32, 32), Width = 0.1, Depth = 0.5, Features = 32 }.Build()
            : new ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 2 }.Build();
        var graph = Pipelines.Optimize.Run(built, new PassContext(new DiagnosticSink()));
        var chains = ChainAnalysis.Run(graph);
        var candidates = new TwoStageMethod(graph, chains, new() { MostWork = 2 }).Candidates.OfType<Candidate.Compose>()
            .SelectMany(candidate => chains[candidate.Chain].TailAt(candidate.Segment.End).HasActivation
                ? [candidate, candidate with { End = EndActivation.Dropped }]
                : new[] { candidate }).ToList();

        Assert.True(candidates.Count > 4);
        foreach (var candidate in candidates)
        {
            var after = Apply(graph, chains, candidate);

            GraphAssert.Sound(after);
            Assert.True(Assert.Single(CompositionProof.Of(graph, after, chains, [candidate])).Holds);
            Assert.Equal(chains[candidate.Chain].TailAt(candidate.Segment.End).HasActivation != (candidate.End is EndActivation.Dropped)
                || candidate.End is EndActivation.Added, after.ProducerOf(chains[candidate.Chain].ValueAt(candidate.Segment.End))!.Op.Role is Role.Activation);
        }
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatIsAddedCounts()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Conv(net.Conv(net.Relu(net.Conv("%x", 4)), 4), 4)));
        var chains = ChainAnalysis.Run(graph);
        var request = new ImportanceRequest
        {
            Graph = graph,
            Chains = chains,
            ModelDigest = "digest",
            Calibration = Samples.Of(graph, 1),
            Evaluation = Samples.Of(graph, 2),
            Metric = new NegativeSquaredError(),
        };
        Candidate.Compose same = new(0, new(1, 2), []);
        var activated = same with { End = EndActivation.Added };

        var rows = new ImportanceEstimator(new OrtExecutor(), new MemoryTables(), request).Run([same, activated]);

        Assert.InRange(rows[same].Change, -1e-9, 0);
        Assert.True(rows[activated].Change < -1e-3);
        Assert.Equal("compose conv2 .. conv2, activated", rows[activated].Key.Candidate);
    }

    /// <summary>A residual branch that loses all its convolutions contributes nothing; its input is not added to itself.</summary>
    [Fact]
    public void AnEmptiedBranchIsNoSummand()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Relu(net.Conv(net.Block("%x"), 4))));
        var chains = ChainAnalysis.Run(graph);
        var candidate = new Candidate.Compose(0, new(0, 3), [1, 2]);

        var after = Apply(graph, chains, candidate);

        Assert.True(Assert.Single(CompositionProof.Of(graph, after, chains, [candidate])).Holds);
        var (conv, merged) = (chains[0].Sites[2].Conv!, after.ProducerOf(chains[0].Sites[2].Conv!.Output)!);
        Assert.Equal(graph.Initializers[conv.Inputs[1]!].ToDoubles(), after.Initializers[merged.Inputs[1]!].ToDoubles());
    }

    private static (Graph Graph, ImmutableArray<LayerChain> Chains) LinearBlock()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Relu(net.Conv(net.Block("%x", rectified: false), 4))));
        return (graph, ChainAnalysis.Run(graph));
    }

    private static Graph Apply(Graph graph, ImmutableArray<LayerChain> chains, Candidate.Compose candidate) =>
        CandidateRewriter.Apply(graph, chains, [SegmentComposer.Compose(graph, chains[candidate.Chain], candidate)!]);
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Putting candidates into networks.</summary>
public sealed class CandidateRewriterTests
{
    private static readonly CandidateOptions Everything = new()
    {
        Families = CandidateOptions.AllFamilies,
        Kernels = [1, 2, 3, 4, 5],
        MostWork = 20,
        RankAlign = 1,
    };

    [Fact]
    public void TheEndOfASegmentStaysTheSameValue()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Relu(net.Conv("%x", 4)))));
        var chains = ChainAnalysis.Run(graph);
        var end = chains[0].TailOf(new(1, 3)).Linear;

        var after = Apply(graph, chains, new Candidate.Fit(0, new(1, 3), [3, 3]));

        var node = after.ProducerOf(end)!;
        Assert.Equal("conv2", node.Name);
        Assert.Equal("conv2 relu2 conv3 add1", string.Join(' ', node.Origin));
        Assert.Equal(["conv1", "relu1", "conv2", "relu3", "globalaveragepool1", "flatten1", "gemm1"],
            after.Nodes.Select(item => item.Name));
        Assert.Same(graph.Outputs[0].Value, after.Outputs[0].Value);
        Assert.Same(graph.ValueNamed("relu1"), node.Inputs[0]);
        Assert.Equal(["add1.weight", "add1.bias"], node.Inputs.Skip(1).Select(input => after.NameOf(input!)));
    }

    [Fact]
    public void DroppingASegmentKeepsTheActivationAtItsEnd()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Relu(net.Conv(net.Relu(net.Conv("%x", 4)), 4)));

        var after = Apply(graph, ChainAnalysis.Run(graph), new Candidate.Identity(0, new(0, 2)));

        Assert.Equal(["Identity", "Relu"], after.Nodes.Select(node => node.Op.OpType));
        Assert.Equal("conv1 relu1 conv2", string.Join(' ', after.Nodes[0].Origin));
    }

    [Fact]
    public void AnAbsorbingBlockReadsTheInputOfItsRun()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Block(net.Relu(net.Conv("%x", 4))))));
        var chains = ChainAnalysis.Run(graph);

        var after = Apply(graph, chains, new Candidate.Absorb(0, new(1, 5), new(3, 5)));

        Assert.Equal(["conv1", "relu1", "conv4", "relu4", "conv5", "add2", "relu5"], after.Nodes.Take(7).Select(node => node.Name));
        Assert.Equal("relu1", after.NameOf(after.Nodes[2].Inputs[0]!));
        Assert.Equal(["relu1", "conv5"], after.Nodes[5].Inputs.Select(input => after.NameOf(input!)));
        Assert.Same(graph.ValueNamed("add2"), after.Nodes[5].Output);
    }

    [Fact]
    public void AnAbsorbingTransitionKeepsItsProjection()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Transition(net.Relu(net.Conv("%x", 4)), 6))));
        var chains = ChainAnalysis.Run(graph);

        var after = Apply(graph, chains, new Candidate.Absorb(0, new(1, 5), new(1, 3)));

        GraphAssert.Sound(after);
        Assert.Equal(["Conv", "Relu", "Conv", "Relu", "Conv", "Conv", "Add", "Relu"], after.Nodes.Take(8).Select(node => node.Op.OpType));
        Assert.Equal(graph.TypeOf(graph.ValueNamed("add2")!), after.TypeOf(graph.ValueNamed("add2")!));
    }

    [Fact]
    public void SeveralCandidatesStandSideBySide()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Block(net.Relu(net.Conv("%x", 4))))));
        var chains = ChainAnalysis.Run(graph);

        var after = Apply(graph, chains, new Candidate.Fit(0, new(1, 3), [3, 3]), new Candidate.Identity(0, new(3, 5)));

        GraphAssert.Sound(after);
        Assert.Equal(["Conv", "Relu", "Conv", "Relu", "Identity", "Relu"], after.Nodes.Take(6).Select(node => node.Op.OpType));
        Assert.Equal(["x", "conv1", "relu1", "add1", "relu3", "add2"], after.Nodes.Take(6).Select(node => node.Inputs[0]!.Hint));
    }

    /// <summary>Whatever the enumerator proposes can be put in place, and every value that both networks have keeps its type.</summary>
    [Fact]
    public void EveryCandidateOfRandomNetworksFits()
    {
        var families = new Dictionary<string, int>();
        for (var seed = 1; seed <= 200; seed++)
        {
            var graph = Pipelines.Optimize.Run(GraphGenerator.Create(seed), new PassContext(new DiagnosticSink()));
            var chains = ChainAnalysis.Run(graph);
            foreach (var candidate in new CandidateEnumerator(graph, Everything).Enumerate(chains))
            {
                if (RealizationOf(graph, chains, candidate) is not { } realization)
                {
                    continue;
                }

                var after = CandidateRewriter.Apply(graph, chains, [realization]);

                var about = $"{CandidateText.Of(chains[candidate.Chain], candidate)}\n{GraphPrinter.Print(graph)}";
                Assert.True(GraphVerifier.Verify(after).IsEmpty, about);
                var end = chains[candidate.Chain].TailOf(candidate.Segment).Linear;
                Assert.True(graph.TypeOf(end) == after.TypeOf(end), about);
                Assert.True(graph.Outputs.SequenceEqual(after.Outputs), about);
                Assert.All(graph.Outputs, output => Assert.True(graph.TypeOf(output.Value) == after.TypeOf(output.Value), about));
                families[candidate.Family] = families.GetValueOrDefault(candidate.Family) + 1;
            }
        }

        Assert.All(CandidateOptions.AllFamilies, family => Assert.InRange(families.GetValueOrDefault(family), 5, int.MaxValue));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void CandidatesOfRandomNetworksRun()
    {
        var executor = new OrtExecutor();
        for (var seed = 1; seed <= 30; seed++)
        {
            var graph = Pipelines.Optimize.Run(GraphGenerator.Create(seed), new PassContext(new DiagnosticSink()));
            var chains = ChainAnalysis.Run(graph);
            var inputs = TensorGenerator.InputsOf(graph);
            var before = executor.Run(graph, inputs.AsSpan());
            var candidates = new CandidateEnumerator(graph, Everything).Enumerate(chains);
            foreach (var candidate in candidates.Where((_, index) => index % Math.Max(1, candidates.Length / 3) == 0))
            {
                if (RealizationOf(graph, chains, candidate) is { } realization)
                {
                    var after = executor.Run(CandidateRewriter.Apply(graph, chains, [realization]), inputs.AsSpan());

                    Assert.Equal(before.Select(tensor => tensor.Type), after.Select(tensor => tensor.Type));
                }
            }
        }
    }

    private static Realization? RealizationOf(Graph graph, ImmutableArray<LayerChain> chains, Candidate candidate) =>
        candidate is Candidate.Compose compose
        ? SegmentComposer.Compose(graph, chains[compose.Chain], compose)
        : PlaceholderConvs.For(graph, chains, candidate);

    private static Graph Apply(Graph graph, ImmutableArray<LayerChain> chains, params Candidate[] candidates) =>
        CandidateRewriter.Apply(graph, chains, candidates.Select(candidate => PlaceholderConvs.For(graph, chains, candidate)));
}

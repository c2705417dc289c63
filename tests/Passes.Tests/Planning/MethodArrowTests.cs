using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Verification;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>The published methods from tables to a verified network, on an imagined machine whose clock is exact.</summary>
public sealed class MethodArrowTests
{
    private static readonly Graph Residual = ThreeBlocks();
    private static readonly Graph Inverted = InvertedBlocks();

    public static TheoryData<string, bool> Methods { get; } = new()
    {
        { TwoStageMethod.Name, false }, { TwoStageMethod.Name, true }, { LayerMergeMethod.Name, false }, { LayerMergeMethod.Name, true },
        { LayerOnlyMethod.Name, false }, { LayerOnlyMethod.Name, true },
    };

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Methods))]
    public void ATargetIsMetOnInvertedBlocks(string name, bool faithful) => Meets(Inverted, name, faithful, 0.9);

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(LayerMergeMethod.Name)]
    [InlineData(LayerOnlyMethod.Name)]
    public void ATargetIsMetOnResidualBlocks(string name) => Meets(Residual, name, false, 0.7);

    /// <summary>Merging dense convolutions saves no multiply-accumulates, and this machine charges for those.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void WhatCannotBeReachedIsSaid()
    {
        var error = Assert.Throws<DiagnosticException>(() => Compress(Residual, TwoStageMethod.Name, false, 0.5));

        Assert.Equal("DC3201", error.Diagnostic.Descriptor.Code);
    }

    private static void Meets(Graph network, string name, bool faithful, double target)
    {
        var result = Compress(network, name, faithful, target);

        Assert.Equal(Verdict.Met, result.Verdict);
        Assert.NotEmpty(result.Plan.Segments);
        Assert.All(result.Plan.Segments, segment => Assert.Contains(segment.Family, new[] { "compose", "identity" }));
        Assert.Equal(result.Plan.PredictedMilliseconds,
            result.Plan.OriginalMilliseconds - result.Plan.Segments.Sum(segment => segment.SavedMilliseconds), 1e-5);
        Assert.Equal(result.Plan.PredictedChange, result.Plan.Segments.Sum(segment => segment.Importance), 1e-12);
        GraphAssert.Sound(result.Graph);

        // The plan, read back from its file, names the same candidates; each is realized and proven on its own.
        var context = new PassContext(new DiagnosticSink(), new OrtExecutor());
        var graph = Pipelines.Optimize.Run(network, context);
        var chains = ChainAnalysis.Run(graph);
        var plan = PlanFile.Parse(PlanFile.Format(result.Plan), "plan.json");
        var candidates = PlanBuilder.Resolve(graph, chains, plan, "plan.json");
        Assert.Equal(plan.Segments, [.. PlanBuilder.Resolve(graph, chains, plan, "plan.json").Zip(plan.Segments,
            (candidate, segment) =>
                PlanBuilder.Describe(chains[candidate.Chain], candidate, segment.SavedMilliseconds, segment.Importance))], Same);
        Assert.All(CompositionProof.Of(graph, Realized(graph, chains, candidates), chains, candidates), proof => Assert.True(proof.Holds));
    }

    internal static Graph Realized(Graph graph, ImmutableArray<LayerChain> chains, IEnumerable<Candidate> candidates) =>
        CandidateRewriter.Apply(graph, chains, candidates.Select(candidate => candidate is Candidate.Compose compose
            ? SegmentComposer.Compose(graph, chains[candidate.Chain], compose)!
            : new Realization(candidate, [])));

    private static bool Same(PlannedSegment left, PlannedSegment right) =>
        (left.First, left.Last, left.Family, left.Activation) == (right.First, right.Last, right.Family, right.Activation)
        && (left.Pruned ?? []).SequenceEqual(right.Pruned ?? []);

    private static CompressionResult Compress(Graph network, string name, bool faithful, double target)
    {
        var options = new CompressionOptions
        {
            TargetRatio = target,
            Method = new() { Name = name, Fidelity = faithful ? Fidelity.Released : Fidelity.Corrected, Precision = 1e5 },
            InputShapes = [[1, 4, 8, 8]],
            ToolVersion = "test",
        };
        var data = new CompressionData(
            Samples.Of(network, 1), Samples.Of(network, 2), Samples.Of(network, 3), new NegativeSquaredError(),
                [new NegativeSquaredError()]);
        return new Compressor(new CompressionServices(new OrtExecutor(), new CountingProbe(), new MemoryTables()), options, data)
            .Run(network, "digest", new DiagnosticSink());
    }

    private static Graph ThreeBlocks()
    {
        var net = new NetworkText();
        return net.Ends(net.Head(net.Block(net.Block(net.Block(net.Relu(net.Conv("%x", 4)))))));
    }

    /// <summary>Two blocks that widen, filter each channel and narrow, without activation at their ends.</summary>
    private static Graph InvertedBlocks()
    {
        var net = new NetworkText();
        return net.Ends(net.Head(Block(Block(net.Relu(net.Conv("%x", 4))))));

        string Block(string from)
        {
            var wide = net.Relu(net.Conv(net.Relu(net.Conv(from, 24, kernel: 1)), 24, groups: 24));
            return net.Add(net.Conv(wide, 4, kernel: 1), from);
        }
    }
}

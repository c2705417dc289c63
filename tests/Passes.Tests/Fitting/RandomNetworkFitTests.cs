using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Regressions in random networks: of one to three axes, strided, with uneven pads, blocks, several outputs.</summary>
public sealed class RandomNetworkFitTests
{
    private static readonly OrtExecutor Executor = new();
    private static readonly CandidateOptions Options = new()
    {
        Families = ["identity", "fit", "absorb", "rank", "thin"],
        Kernels = [1, 2, 3],
        MostWork = 20,
        Ranks = [0.5],
        RankAlign = 1,
    };

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatIsProposedIsSolvedForAndRuns()
    {
        var families = new HashSet<string>();
        for (var seed = 1; seed <= 60; seed++)
        {
            var (graph, chains, candidates) = Of(seed, half: false);
            var samples = Samples.Of(graph);
            foreach (var group in candidates.GroupBy(candidate => (candidate.Chain, candidate.Segment.Start)).Take(3))
            {
                var fitter = new SegmentFitter(Executor, graph, chains[group.Key.Chain], new FitOptions());
                foreach (var realization in fitter.Fit([.. group], new ActivationCursor(Executor, graph, samples)))
                {
                    families.Add(realization.Candidate.Family);

                    // A block that stays, and a pair around it, bring its shortcut with them, which may be worse than nothing.
                    var most = realization.Candidate is Candidate.Absorb or Candidate.Rank ? 3 : 1.001;
                    Assert.True(
                        realization.FitError is not { } error || (error >= 0 && error <= most), $"{realization.FitError}\n{GraphPrinter.Print(graph)}");
                    Assert.True(GraphVerifier.Verify(CandidateRewriter.Apply(graph, chains, [realization])).IsEmpty, GraphPrinter.Print(graph));
                }
            }
        }

        Assert.Equal(["absorb", "fit", "identity", "rank", "thin"], families.Order(StringComparer.Ordinal));
    }

    /// <summary>The longest candidates are put in place with arbitrary weights; afterwards the outputs are nearer to those wanted than before.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void RefittingHelps()
    {
        var (better, all) = (0, 0);
        for (var seed = 1; seed <= 60; seed++)
        {
            var (graph, chains, candidates) = Of(seed, half: false);
            if (candidates.Where(candidate => candidate is Candidate.Fit).MaxBy(candidate => candidate.Segment.Length) is not { } longest)
            {
                continue;
            }

            var placed = CandidateRewriter.Apply(graph, chains, [PlaceholderConvs.For(graph, chains, longest)]);
            var refitted = new SequentialRefit(Executor, Samples.Of(graph), new FitOptions()).Run(graph, placed);

            GraphAssert.Sound(refitted);
            var (before, after) = (Distance(graph, placed), Distance(graph, refitted));
            Assert.True(double.IsFinite(after), GraphPrinter.Print(graph));
            all += before > 0 ? 1 : 0;
            better += after < before ? 1 : 0;
        }

        Assert.InRange(all, 15, 60);
        Assert.InRange(better, 0.9 * all, all);
    }

    /// <summary>Regressions read single precision; networks in half precision are left as they are, not broken.</summary>
    [Fact]
    public void NetworksInHalfPrecisionHaveNoCandidates()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            Assert.Empty(Of(seed, half: true).Candidates);
        }
    }

    private static (Graph Graph, ImmutableArray<LayerChain> Chains, ImmutableArray<Candidate> Candidates) Of(int seed, bool half)
    {
        var graph = Pipelines.Optimize.Run(GraphGenerator.Create(seed, half), new PassContext(new DiagnosticSink()));
        var chains = ChainAnalysis.Run(graph);
        return (graph, chains, new CandidateEnumerator(graph, Options).Enumerate(chains));
    }

    private static double Distance(Graph left, Graph right) => Samples.Run(Executor, left, left.Outputs[^1].Value)
        .Zip(Samples.Run(Executor, right, right.Outputs[^1].Value))
        .SelectMany(pair => pair.First.ToDoubles().Zip(pair.Second.ToDoubles(), (a, b) => (a - b) * (a - b))).Average();
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>From given tables to the plans of the published methods, on two chains with pooling between.</summary>
public sealed class MethodPlannerTests
{
    private const double Original = 14;
    private static readonly Graph Network = TwoChains();
    private static readonly ImmutableArray<LayerChain> Chains = ChainAnalysis.Run(Network);

    public static TheoryData<string> Methods { get; } = [TwoStageMethod.Name, LayerMergeMethod.Name, LayerOnlyMethod.Name];

    [Theory]
    [MemberData(nameof(Methods))]
    public void PlansAreWhatTheirTablesAddUpTo(string name)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var (method, latency, importance) = Tables(name, seed, Fidelity.Corrected);
            var points = method.Planners(latency, importance).Single().Points.ToList();

            Assert.True(points.Count > 1);
            Assert.All(points, point =>
            {
                Assert.Equal(Original - point.Figures.Sum(figure => figure.Saved), point.Milliseconds, 1e-9);
                Assert.Equal(point.Figures.Sum(figure => figure.Change), point.Change, 1e-9);
                Assert.Equal(point.Candidates.Length, point.Figures.Length);
                Assert.All(point.Candidates.Zip(point.Candidates.Skip(1)), pair =>
                    Assert.True(pair.First.Chain < pair.Second.Chain || pair.First.Segment.End <= pair.Second.Segment.Start));
            });
            Assert.Contains(points, point => point.Candidates.Select(candidate => candidate.Chain).Distinct().Count() == 2);
            Assert.Empty(points[^1].Candidates);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void ABudgetIsKept(string name)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var (method, latency, importance) = Tables(name, seed, Fidelity.Corrected);
            var planner = method.Planners(latency, importance).Single();
            for (var budget = planner.Fastest.Milliseconds + 0.01; budget < Original; budget += 0.37)
            {
                Assert.True(planner.Best(budget)!.Milliseconds <= budget + 1e-5);
            }

            Assert.Null(planner.Best(planner.Fastest.Milliseconds - 0.01));
            Assert.Empty(planner.Best(Original + 1)!.Candidates);
        }
    }

    /// <summary>Truncated latencies look shorter than they are, the more of them the shorter.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void TheReleasedProgramsExceedTheirBudgets(string name)
    {
        var exceeded = 0;
        for (var seed = 1; seed <= 20; seed++)
        {
            var (method, latency, importance) = Tables(name, seed, Fidelity.Released);
            var planner = method.Planners(latency, importance).Single();
            for (var budget = planner.Fastest.Milliseconds + 0.01; budget < Original; budget += 0.37)
            {
                exceeded += planner.Best(budget)?.Milliseconds > budget + 1e-5 ? 1 : 0;
            }
        }

        Assert.True(exceeded > 0);
    }

    /// <summary>Exponentials of small changes are nearly one: what counts is how many segments there are.</summary>
    [Fact]
    public void LayerMergePrefersManySegments()
    {
        var method = new LayerMergeMethod(Network, Chains, new());
        var pair = method.Candidates.First(candidate => candidate.Chain == 0 && candidate.Segment == new Segment(0, 2));
        var triple = method.Candidates.First(candidate => candidate.Chain == 0 && candidate.Segment == new Segment(0, 3));
        var latency = new LatencyTable(Original, Of((pair, 2), (triple, 2.5)), CountingMachine);

        var point = method.Planners(latency, Rows((pair, -0.5), (triple, -0.01))).Single().Best(Original - 2)!;

        Assert.Equal(pair, Assert.Single(point.Candidates));
        Assert.Equal((2.0, -0.5), Assert.Single(point.Figures));
    }

    [Fact]
    public void FailedAndMissingRowsAreLeftOut()
    {
        var method = new LayerMergeMethod(Network, Chains, new());
        var (first, second, third) = (method.Candidates[0], method.Candidates[1], method.Candidates[2]);
        var latency = new LatencyTable(Original, Of((first, 2), (second, 3), (third, 4)), CountingMachine);
        var failed = new ImportanceRow(new("m", "c", "q", "d"), 0, null, 0, default, "the result is not a number");

        var points = method.Planners(latency, Rows((first, -0.1)).Add(second, failed)).Single().Points;

        Assert.Equal([[first], []], points.Select(point => point.Candidates.ToArray()));
    }

    /// <summary>A block that was measured whole and is faster in two pieces loses the activation between them.</summary>
    [Fact]
    public void ABlockMayBeCutWithoutKeepingItsActivation()
    {
        var method = new TwoStageMethod(Network, Chains, new() { Alpha = 0 });
        var (pair, all) = (Compose(0, 2), Compose(0, 3));
        var latency = new LatencyTable(Original, Of((pair, 3), (Compose(1, 3), -5), (all, 1)), CountingMachine);

        var point = method.Planners(latency, Rows((pair, -9), (Compose(1, 3), -9), (all, -1))).Single().Best(Original - 3)!;

        Assert.Equal(pair with { End = EndActivation.Dropped }, Assert.Single(point.Candidates));
        Assert.Equal((3.0, -1.0), Assert.Single(point.Figures));
    }

    /// <summary>α times the mean, which is below zero, is a bonus for every block.</summary>
    [Fact]
    public void AlphaPrefersManyBlocks()
    {
        var candidates = new TwoStageMethod(Network, Chains, new()).Candidates;
        var latency = new LatencyTable(Original, candidates
            .ToImmutableDictionary(one => one, one => one.Segment.Length - 0.5), CountingMachine);
        var rows = Rows([.. candidates.Select(one => (one, -1.0 / one.Segment.Length))]);

        Assert.Equal((3.5, 1.5), (Saved(0), Saved(4)));

        double Saved(double alpha) => new TwoStageMethod(Network, Chains, new() { Alpha = alpha, NormalizeOver = NormalizeOver.All })
            .Planners(latency, rows).Single().Best(Original - 1.5)!.Figures.Sum(figure => figure.Saved);
    }

    /// <summary>Where no activation stands between two layers, merging them is worth what leaving both is.</summary>
    [Fact]
    public void MergingAcrossALinearPositionCostsNothing()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Relu(net.Conv(net.Conv(net.Relu(net.Conv("%x", 4)), 4), 4))));
        var chains = ChainAnalysis.Run(graph);
        var method = new TwoStageMethod(graph, chains, new());
        var latency = new LatencyTable(Original, Of((Compose(1, 3), 1.5), (Compose(0, 3), 4)), CountingMachine);

        var rows = Rows([.. method.Candidates.Select(one => (one, -0.2))]);

        Assert.Equal(Compose(1, 3), Assert.Single(method.Planners(latency, rows).Single().Best(Original - 1)!.Candidates));
    }

    private static MachineIdentity CountingMachine => new CountingProbe().Machine;

    private static Candidate.Compose Compose(int start, int end) => new(0, new Segment(start, end), []);

    private static ImmutableDictionary<Candidate, double> Of(params (Candidate Candidate, double Saved)[] rows) =>
        rows.ToImmutableDictionary(row => row.Candidate, row => row.Saved);

    private static ImmutableDictionary<Candidate, ImportanceRow> Rows(params (Candidate Candidate, double Change)[] rows) =>
        rows.ToImmutableDictionary(row => row.Candidate, row => new ImportanceRow(new("m", "c", "q", "d"), row.Change, null, 0, default));

    private static (IPlanningMethod Method, LatencyTable Latency, ImmutableDictionary<Candidate, ImportanceRow> Importance) Tables(
        string name, int seed, Fidelity fidelity)
    {
        var method = PlanningMethods.Create(new() { Name = name, Fidelity = fidelity, Precision = 2 }, new(), Network, Chains);
        var random = new SeededData(seed);
        var saved = method.Candidates
            .ToImmutableDictionary(candidate => candidate, candidate => (candidate.Segment.Length * (random.Next() + 0.05)) - 0.2);
        return (method, new LatencyTable(Original, saved, CountingMachine),
            Rows([.. method.Candidates.Select(candidate => (candidate, -random.Next()))]));
    }

    private static Graph TwoChains()
    {
        var net = new NetworkText();
        var pooled = net.Node("MaxPool(%?) kernel_shape=[2,2] strides=[2,2]", Run("%x", 4));
        return net.Ends(net.Head(Run(pooled, 3)));

        string Run(string from, int layers) => layers == 0 ? from : Run(net.Relu(net.Conv(from, 4)), layers - 1);
    }
}

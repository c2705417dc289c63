using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>Correcting budgets by what is measured; ten sites that save a tenth of a tenth each, so that plans lie close.</summary>
public sealed class ClosedLoopTests
{
    private const int Sites = 40;
    private const double Original = 100;

    private static readonly Planner Planner = PlannerOf(Sites, saved: 2);

    [Fact]
    public void ATrueTableIsBelievedAtOnce()
    {
        var outcome = new ClosedLoop(Planner, point => (1, point.Milliseconds / Original)).Run(Original, 0.6);

        Assert.True(outcome.Met);
        Assert.Null(outcome.Why);
        Assert.Equal(1, outcome.Rounds);
        Assert.Equal(20, outcome.Point.Candidates.Length);
        Assert.Equal(0.6, outcome.Ratio, 1e-6);
        Assert.Equal(0, outcome.Residual, 1e-6);
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(0.7)]
    [InlineData(0.55)]
    public void SavingLessThanPromisedAsksForMore(double kept)
    {
        var outcome = new ClosedLoop(Planner, point => (1, 1 - (kept * (Original - point.Milliseconds) / Original))).Run(Original, 0.7);

        Assert.True(outcome.Met, outcome.Why);
        Assert.InRange(outcome.Ratio, 0.7 * 0.97, 0.7 * 1.03);
        Assert.InRange(outcome.Rounds, 2, 3);
        Assert.True(outcome.Residual < 0);
    }

    [Fact]
    public void SavingMoreThanPromisedGivesQualityBack()
    {
        var outcome = new ClosedLoop(Planner, point => (1, 1 - (1.5 * (Original - point.Milliseconds) / Original))).Run(Original, 0.7);

        Assert.True(outcome.Met);
        Assert.Equal(10, outcome.Point.Candidates.Length);
        Assert.True(outcome.Residual > 0);
    }

    [Fact]
    public void AFixedCostThatNothingSavesIsFoundOut()
    {
        // Every plan pays 10 ms more than the tables say.
        var outcome = new ClosedLoop(Planner, point => (1, Math.Min(1, (point.Milliseconds + 10) / Original))).Run(Original, 0.6);

        Assert.True(outcome.Met, outcome.Why);
        Assert.InRange(outcome.Ratio, 0, 0.6 * 1.03);
    }

    [Fact]
    public void WhereEvenTheFastestIsTooSlowItSaysSo()
    {
        var outcome = new ClosedLoop(Planner, _ => (1, 0.9)).Run(Original, 0.5);

        Assert.False(outcome.Met);
        Assert.Equal("even the fastest plan is slower than that when measured", outcome.Why);
        Assert.Equal(0.9, outcome.Ratio);
    }

    [Fact]
    public void PlansThatJumpOverTheTargetAreReported()
    {
        // Two plans: one hardly faster, one much faster than measured worth.
        var planner = PlannerOf(2, saved: 30);

        var outcome = new ClosedLoop(planner, point => (1, point.Candidates.Length == 2 ? 0.75 : 0.9)).Run(Original, 0.7);

        Assert.False(outcome.Met);
        Assert.Equal(0.75, outcome.Ratio);
        Assert.NotNull(outcome.Why);
    }

    [Fact]
    public void TheNumberOfMeasurementsIsBounded()
    {
        var random = new SeededData(1);
        for (var run = 0; run < 50; run++)
        {
            var measured = 0;
            var outcome = new ClosedLoop(Planner, _ =>
            {
                measured++;
                return (1, 0.4 + (0.6 * random.Next()));
            }).Run(Original, 0.5);

            Assert.InRange(measured, 1, 6);
            Assert.Equal(measured, outcome.Rounds);
            Assert.Equal(outcome.Met, outcome.Why is null);
            Assert.Equal(outcome.Met, outcome.Ratio <= 0.5 * 1.03);
        }
    }

    [Fact]
    public void AnUnreachableTargetNamesTheSmallestThatCanBeReached()
    {
        var error = Assert.Throws<DiagnosticException>(() => new ClosedLoop(Planner, _ => (1, 1)).Run(Original, 0.1));

        Assert.Equal("DC3201", error.Diagnostic.Descriptor.Code);
        Assert.Equal("no plan reaches 10 ms; the fastest is predicted at 20 ms (5x)", error.Message);
    }

    [Fact]
    public void CancellationStopsBeforeTheNextMeasurement()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => new ClosedLoop(Planner, _ => throw new InvalidOperationException("measured")).Run(Original, 0.5, source.Token));
    }

    /// <summary>One chain; every site can be fitted, the later ones at a higher price.</summary>
    private static Planner PlannerOf(int sites, double saved)
    {
        var net = new NetworkText(inputs: 1, extent: 3);
        var value = "%x";
        for (var site = 0; site < sites; site++)
        {
            value = net.Conv(value, 1);
        }

        var candidates = Enumerable.Range(0, sites).Select(site => (Candidate)new Candidate.Fit(0, new Segment(site, site + 1), [1, 1]))
            .ToList();
        return new Planner(
            ChainAnalysis.Run(net.Ends(value)),
            new LatencyTable(Original, candidates.ToImmutableDictionary(candidate => candidate, _ => saved),
                new MachineIdentity("test", "cpu", "none", 1, "all")),
            candidates.Select((candidate, index) => (candidate, index)).ToDictionary(pair => pair.candidate, pair => -1.0 - pair.index));
    }
}

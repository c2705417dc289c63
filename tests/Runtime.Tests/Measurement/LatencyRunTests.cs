using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;

namespace DepthCompress.Runtime.Tests.Measurement;

public sealed class LatencyRunTests
{
    private static readonly LatencySettings Settings = new() { MinRounds = 30, MaxRounds = 100, WarmUpSeconds = 0, SampleSeconds = 0.004 };

    private readonly FakeClock clock = new();
    private readonly List<(string Name, int Calls)> log = [];

    [Fact]
    public void QuietNetworksStopAtTheFewestRounds()
    {
        var estimates = Measure(Settings, Steady("a", 0.010), Steady("b", 0.020));

        Assert.Equal([10, 20], estimates.Select(estimate => Math.Round(estimate.Median, 9)));
        Assert.All(estimates, estimate => Assert.Equal((30, NoiseVerdict.Quiet), (estimate.Samples.Length, estimate.Noise)));
    }

    [Fact]
    public void EveryRoundTimesEachOnceInRandomOrder()
    {
        Measure(Settings, Steady("a", 0.010), Steady("b", 0.010), Steady("c", 0.010));

        var rounds = log.Skip(6).Chunk(3).Select(round => string.Concat(round.Select(entry => entry.Name))).ToArray();
        Assert.Equal(30, rounds.Length);
        Assert.All(rounds, round => Assert.Equal("abc", string.Concat(round.Order())));
        Assert.Equal(6, rounds.Distinct().Count());
    }

    [Fact]
    public void ShortCallsAreTimedSeveralAtOnce()
    {
        var estimates = Measure(Settings, Steady("short", 0.000_010), Steady("long", 0.010));

        Assert.All(log.Skip(4).Where(entry => entry.Name == "short"), entry => Assert.Equal(400, entry.Calls));
        Assert.All(log.Where(entry => entry.Name == "long"), entry => Assert.Equal(1, entry.Calls));
        Assert.Equal([0.01, 10], estimates.Select(estimate => Math.Round(estimate.Median, 9)));
    }

    [Fact]
    public void ANoisyNetworkRunsToTheLastRound()
    {
        var random = new Random(3);

        var estimates = Measure(Settings, Steady("a", 0.010), calls => Spend("b", calls, 0.010 + 0.010 * random.NextDouble()));

        Assert.All(estimates, estimate => Assert.Equal(100, estimate.Samples.Length));
        Assert.Equal([NoiseVerdict.Quiet, NoiseVerdict.TooNoisy], estimates.Select(estimate => estimate.Noise));
    }

    [Fact]
    public void NoRoundBeginsAfterTheTimeIsUp()
    {
        var estimates = Measure(Settings with { MaxSeconds = 10 }, Steady("a", 1));

        // Two seconds of warming up, eight rounds.
        Assert.Equal(8, Assert.Single(estimates).Samples.Length);
    }

    [Fact]
    public void WarmingUpTakesItsTime()
    {
        Measure(Settings with { WarmUpSeconds = 1 }, Steady("a", 0.1));

        Assert.InRange(log.Count, 40, 41);
    }

    [Fact]
    public void ProgressIsToldAfterEveryRound()
    {
        var told = new List<LatencyProgress>();

        new LatencyRun(Settings, clock).Measure([Steady("a", 0.010)], new Listener(told));

        Assert.Equal(Enumerable.Range(1, 30), told.Select(progress => progress.Rounds));
        Assert.Equal(double.PositiveInfinity, told[27].WidestHalfWidth);
        Assert.Equal(0, told[29].WidestHalfWidth, 12);
    }

    [Fact]
    public void CancellationStopsBetweenRounds()
    {
        using var source = new CancellationTokenSource();
        var run = new LatencyRun(Settings, clock);

        Assert.Throws<OperationCanceledException>(() => run.Measure([Steady("a", 0.010)], new Listener([], source, 3), source.Token));
        Assert.Equal(2 + 3, log.Count);
    }

    [Fact]
    public void NothingToMeasureIsNoWork() => Assert.Empty(Measure(Settings));

    private ImmutableArray<LatencyEstimate> Measure(LatencySettings settings, params ReadOnlySpan<Func<int, double>> timed) =>
        new LatencyRun(settings, clock).Measure([.. timed]);

    private Func<int, double> Steady(string name, double seconds) => calls => Spend(name, calls, seconds);

    private double Spend(string name, int calls, double seconds)
    {
        log.Add((name, calls));
        clock.Advance(calls * seconds);
        return calls * seconds;
    }

    private sealed class Listener(List<LatencyProgress> told, CancellationTokenSource? source = null, int cancelAt = 0) : IProgress<LatencyProgress>
    {
        public void Report(LatencyProgress value)
        {
            told.Add(value);
            if (value.Rounds == cancelAt)
            {
                source?.Cancel();
            }
        }
    }
}

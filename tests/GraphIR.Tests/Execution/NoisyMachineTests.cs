namespace DepthCompress.GraphIR.Tests;

/// <summary>
/// A machine that others load: slow drift, bursts that last for rounds, single samples that take many times as long. Whatever it does,
/// a network is called faster only if it is. The noise is drawn from seeds, so that the counts are the same everywhere.
/// </summary>
public sealed class NoisyMachineTests
{
    private const int Trials = 80;
    private const int Rounds = 40;

    /// <summary>Each interval errs on one side in one case of forty; both must err the same way.</summary>
    private const int MostFalse = Trials / 40;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void ANetworkIsNotFasterThanItself(double disturbed) =>
        Assert.InRange(Count(1, disturbed, comparison => comparison.IsFaster), 0, MostFalse);

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void ASlowerNetworkIsNeverCalledFaster(double disturbed) =>
        Assert.Equal(0, Count(1 / 1.03, disturbed, comparison => comparison.IsFaster));

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void AFasterNetworkIsNeverCalledSlower(double disturbed) =>
        Assert.Equal(0, Count(1.03, disturbed, comparison => comparison.IsSlower));

    [Fact]
    public void OnAQuietMachineThreePercentAreFound() =>
        Assert.Equal(Trials, Count(1.03, 0, comparison => comparison.IsFaster));

    private static int Count(double speedup, double disturbed, Func<LatencyComparison, bool> condition) =>
        Enumerable.Range(0, Trials).Count(seed => condition(Compare(speedup, disturbed, new Random(seed))));

    private static LatencyComparison Compare(double speedup, double disturbed, Random random)
    {
        var (before, after) = (new double[Rounds], new double[Rounds]);
        var (drift, burst) = (1.0, 1.0);
        for (var round = 0; round < Rounds; round++)
        {
            drift *= 1 + (0.01 * (random.NextDouble() - 0.5));
            burst = random.NextDouble() < 0.2 ? 1 + (disturbed > 0 ? random.NextDouble() : 0) : burst;
            before[round] = Sample(1, drift * burst, disturbed, random);
            after[round] = Sample(1 / speedup, drift * burst, disturbed, random);
        }

        return LatencyComparison.Of(EstimateOf(before), EstimateOf(after));
    }

    private static double Sample(double milliseconds, double slowdown, double disturbed, Random random) =>
        milliseconds * slowdown * (1 + (0.005 * random.NextDouble()))
            * (random.NextDouble() < disturbed ? 1 + (Math.Pow(random.NextDouble(), 3) * 20) : 1);

    private static LatencyEstimate EstimateOf(double[] samples)
    {
        double[] sorted = [.. samples.Order()];
        var median = OrderStatistics.Interval(sorted, 0.5, 0.95);
        return new(median.Value, median.HalfWidth, sorted[Rounds / 10], 0, [.. samples], NoiseVerdict.Noisy);
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.GraphIR.Tests;

public sealed class OrderStatisticsTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.1, 1.4)]
    [InlineData(0.5, 3)]
    [InlineData(1, 5)]
    public void AQuantileIsInterpolated(double p, double expected) =>
        Assert.Equal(expected, OrderStatistics.Quantile([1, 2, 3, 4, 5], p), 12);

    [Fact]
    public void AnEvenNumberOfSamplesHasItsMedianBetween() => Assert.Equal(2.5, OrderStatistics.Quantile([1, 2, 3, 4], 0.5));

    // Ranks from 0. The first column is in every table of distribution-free intervals of the median: 6 samples: 1st and 6th.
    [Theory]
    [InlineData(6, 0.5, 0, 5)]
    [InlineData(8, 0.5, 0, 6)]
    [InlineData(10, 0.5, 1, 8)]
    [InlineData(20, 0.5, 5, 14)]
    [InlineData(30, 0.1, 0, 8)]
    public void RanksAreThoseOfTheBinomial(int count, double p, int low, int high) =>
        Assert.Equal((low, high), OrderStatistics.Ranks(count, p, 0.95));

    [Theory]
    [InlineData(5, 0.5)]
    [InlineData(28, 0.1)]
    [InlineData(1, 0.5)]
    public void TooFewSamplesHaveNoInterval(int count, double p) => Assert.Null(OrderStatistics.Ranks(count, p, 0.95));

    [Fact]
    public void RanksReachTheConfidenceAndNoCloserOnesDo() => Prop.ForAll(
        Gen.Choose(1, 80).ToArbitrary(), Gen.Elements(0.1, 0.25, 0.5, 0.9).ToArbitrary(), Holds).QuickCheckThrowOnFailure();

    [Fact]
    public void AnIntervalHoldsTheQuantileAsOftenAsItSays()
    {
        var random = new Random(7);
        var hits = 0;
        for (var trial = 0; trial < 2000; trial++)
        {
            // Exponential: skewed, as timings are. Its median is ln 2.
            var samples = Enumerable.Range(0, 40).Select(_ => -Math.Log(1 - random.NextDouble())).Order().ToArray();
            var interval = OrderStatistics.Interval(samples, 0.5, 0.95);
            hits += interval.Low <= Math.Log(2) && Math.Log(2) <= interval.High ? 1 : 0;
        }

        // Seeded: 95 % of 2000 is 1900, the standard deviation 10; discreteness only adds.
        Assert.InRange(hits, 1870, 1980);
    }

    [Fact]
    public void WithoutCoverageTheWholeRangeStandsIn()
    {
        var interval = OrderStatistics.Interval([1, 2, 4], 0.5, 0.95);

        Assert.Equal(new QuantileInterval(2, 1, 4, false), interval);
        Assert.Equal(3, interval.HalfWidth);
        Assert.Equal(double.PositiveInfinity, interval.RelativeHalfWidth);
    }

    private static bool Holds(int count, double p)
    {
        var ranks = OrderStatistics.Ranks(count, p, 0.95);
        var narrowest = (
            from low in Enumerable.Range(0, count)
            from high in Enumerable.Range(low, count - low)
            where Coverage(count, p, low, high) >= 0.95 - 1e-12
            select (int?)(high - low)).Min();
        return ranks is var (a, b) ? b - a == narrowest && Coverage(count, p, a, b) >= 0.95 - 1e-12 : narrowest is null;
    }

    private static double Coverage(int count, double p, int low, int high) =>
        Enumerable.Range(low + 1, high - low).Sum(below => Choose(count, below) * Math.Pow(p, below) * Math.Pow(1 - p, count - below));

    private static double Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
}

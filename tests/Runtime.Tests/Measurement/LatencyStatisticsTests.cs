using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;

namespace DepthCompress.Runtime.Tests.Measurement;

public sealed class LatencyStatisticsTests
{
    private static readonly LatencySettings Settings = new() { TargetHalfWidth = 0.01 };

    [Fact]
    public void AnEstimateKeepsItsSamplesInOrder()
    {
        ImmutableArray<double> samples = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 2.0 : 1.0)];

        var estimate = LatencyStatistics.Summarize(samples, Settings);

        Assert.Equal(samples, estimate.Samples);
        Assert.Equal(1.5, estimate.Median);
        Assert.Equal(0.5, estimate.HalfWidth);
        Assert.Equal(1, estimate.P10);
        Assert.Equal(0, estimate.P10HalfWidth);
        Assert.Equal(NoiseVerdict.TooNoisy, estimate.Noise);
    }

    [Fact]
    public void OneOutlierMovesNothing()
    {
        ImmutableArray<double> samples = [1000, .. Enumerable.Repeat(3.0, 39)];

        var estimate = LatencyStatistics.Summarize(samples, Settings);

        Assert.Equal((3, 0, NoiseVerdict.Quiet), (estimate.Median, estimate.HalfWidth, estimate.Noise));
    }

    [Theory]
    [InlineData(0.009, 0.009, NoiseVerdict.Quiet)]
    [InlineData(0.011, 0.009, NoiseVerdict.Noisy)]
    [InlineData(0.009, 0.011, NoiseVerdict.Noisy)]
    [InlineData(0.049, 0.3, NoiseVerdict.Noisy)]
    [InlineData(0.051, 0.009, NoiseVerdict.TooNoisy)]
    public void TheVerdictFollowsTheWidths(double median, double p10, NoiseVerdict expected) =>
        Assert.Equal(expected, LatencyStatistics.Judge(Around(1, median), Around(1, p10), 0.01));

    [Fact]
    public void AMedianFarAboveTheTenthPercentileIsNotQuiet() =>
        Assert.Equal(NoiseVerdict.Noisy, LatencyStatistics.Judge(Around(1.3, 0.001), Around(1, 0.001), 0.01));

    [Fact]
    public void TooFewSamplesAllowNoConclusion() =>
        Assert.Equal(NoiseVerdict.TooNoisy, LatencyStatistics.Summarize([1, 1, 1], Settings).Noise);

    private static QuantileInterval Around(double value, double relative) => new(value, value * (1 - relative), value * (1 + relative), true);
}

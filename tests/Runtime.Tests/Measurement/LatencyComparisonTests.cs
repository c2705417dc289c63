using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;

namespace DepthCompress.Runtime.Tests.Measurement;

public sealed class LatencyComparisonTests
{
    [Fact]
    public void TwiceAsFastIsTwiceAsFast()
    {
        var comparison = LatencyComparison.Of(Estimate(Enumerable.Repeat(4.0, 30)), Estimate(Enumerable.Repeat(2.0, 30)));

        Assert.Equal(new LatencyComparison(2, 2, 2, 2, 2, 2, 30, NoiseVerdict.Quiet), comparison);
        Assert.True(comparison.IsFaster);
    }

    [Fact]
    public void ANetworkIsNotFasterThanItself()
    {
        var random = new Random(5);
        var estimate = Estimate(Enumerable.Range(0, 60).Select(_ => 10 + random.NextDouble()));

        var comparison = LatencyComparison.Of(estimate, estimate);

        Assert.Equal((1, 1, 1), (comparison.Speedup, comparison.PairedLow, comparison.PairedHigh));
        Assert.False(comparison.IsFaster);
    }

    [Fact]
    public void DriftThatBothSufferCancelsInThePairs()
    {
        var before = Estimate(Enumerable.Range(0, 60).Select(i => 1.1 * (10 + i)));
        var after = Estimate(Enumerable.Range(0, 60).Select(i => 1.0 * (10 + i)));

        var comparison = LatencyComparison.Of(before, after);

        Assert.Equal(1.1, comparison.PairedLow, 12);
        Assert.Equal(1.1, comparison.PairedHigh, 12);
        Assert.Equal(1.1, comparison.Speedup, 12);
    }

    [Fact]
    public void ASmallGainInLargeNoiseIsNoGain()
    {
        var random = new Random(11);
        var before = Estimate(Enumerable.Range(0, 40).Select(_ => 10.02 + 2 * random.NextDouble()));
        var after = Estimate(Enumerable.Range(0, 40).Select(_ => 10 + 2 * random.NextDouble()));

        var comparison = LatencyComparison.Of(before, after);

        Assert.False(comparison.IsFaster);
        Assert.True(comparison.Low < 1 && comparison.High > 1);
    }

    [Fact]
    public void TheIntervalHoldsTheTruthAsOftenAsItSays()
    {
        var random = new Random(13);
        var hits = 0;
        for (var trial = 0; trial < 60; trial++)
        {
            var before = Estimate(Enumerable.Range(0, 40).Select(_ => 1.5 * (10 + random.NextDouble())));
            var after = Estimate(Enumerable.Range(0, 40).Select(_ => 10 + random.NextDouble()));
            var comparison = LatencyComparison.Of(before, after, seed: trial);
            hits += comparison.Low <= 1.5 && 1.5 <= comparison.High ? 1 : 0;
        }

        // Seeded; 57 of 60 is 95 %.
        Assert.InRange(hits, 54, 60);
    }

    [Fact]
    public void ALargeGainShowsOnANoisyMachine()
    {
        var random = new Random(17);
        var before = Estimate(Enumerable.Range(0, 40).Select(_ => 20 + 10 * random.NextDouble()));
        var after = Estimate(Enumerable.Range(0, 40).Select(_ => 10 + 5 * random.NextDouble()));

        var comparison = LatencyComparison.Of(before, after);

        Assert.Equal((NoiseVerdict.TooNoisy, NoiseVerdict.TooNoisy), (before.Noise, comparison.Noise));
        Assert.True(comparison.IsFaster);
    }

    [Fact]
    public void TwiceAsSlowIsSlower()
    {
        var comparison = LatencyComparison.Of(Estimate(Enumerable.Repeat(2.0, 30)), Estimate(Enumerable.Repeat(4.0, 30)));

        Assert.Equal((false, true), (comparison.IsFaster, comparison.IsSlower));
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(2, 4)]
    public void FewRoundsAllowNoConclusion(double first, double second)
    {
        var comparison = LatencyComparison.Of(Estimate(Enumerable.Repeat(first, 5)), Estimate(Enumerable.Repeat(second, 5)));

        Assert.Equal((5, NoiseVerdict.TooNoisy), (comparison.Rounds, comparison.Noise));
        Assert.Equal((false, false), (comparison.IsFaster, comparison.IsSlower));
    }

    /// <summary>Four rounds of five were 2 % slower, and the rest, when the machine was slowest, ten times as fast.</summary>
    [Fact]
    public void WhatOnlyThePairsSayIsNoConclusion()
    {
        var before = Enumerable.Range(40, 40).Select(slowdown => (double)slowdown).ToList();

        var comparison = LatencyComparison.Of(Estimate(before), Estimate(before.Select(sample => sample < 72 ? 1.02 * sample : 0.1 * sample)));

        Assert.Equal(1 / 1.02, comparison.PairedHigh, 12);
        Assert.True(comparison.High > 1);
        Assert.Equal((false, false), (comparison.IsFaster, comparison.IsSlower));
    }

    [Fact]
    public void DifferentRoundsCannotBePaired() =>
        Assert.Throws<ArgumentException>(() => LatencyComparison.Of(Estimate([1, 2]), Estimate([1, 2, 3])));

    private static LatencyEstimate Estimate(IEnumerable<double> samples) => LatencyStatistics.Summarize([.. samples], new LatencySettings());
}

using DepthCompress.GraphIR;
using DepthCompress.Runtime.Importance;

namespace DepthCompress.Runtime.Tests;

public sealed class MetricsTests
{
    private static readonly double Ln2 = Math.Log(2);

    [Fact]
    public void TheHighestScoreIsTheClassAndTheFirstOfEqualsWins()
    {
        var scores = Scores(3, 1, 5, 2, 7, 7, 0, float.NaN, 9, 1);
        Assert.Equal([1, 0, -1], Metrics.Classify(scores).ToArray());
        Assert.Equal([true, false, false], Metrics.Correct(scores, [1, 1, -1]).ToArray());
        Assert.Equal([true, true, false], Metrics.Agreement(scores, scores).ToArray());
        Assert.Equal([true, false, false], Metrics.Agreement(scores, Scores(3, 0, 1, 0, 0, 1, 0, 0, 1, 0)).ToArray());
    }

    [Fact]
    public void OnlyScoresPerClassAreClassified()
    {
        Assert.True(Metrics.IsClassification(Tensor.Zeros(ElementType.Float32, [2, 10])));
        Assert.True(Metrics.IsClassification(Tensor.Zeros(ElementType.Float32, [2, 10, 1, 1])));
        Assert.False(Metrics.IsClassification(Tensor.Zeros(ElementType.Float32, [2, 1])));
        Assert.False(Metrics.IsClassification(Tensor.Zeros(ElementType.Float32, [2, 10, 4, 4])));
    }

    [Fact]
    public void DivergenceIsThatOfTheProbabilities()
    {
        // p = 1/2, 1/2 and q = 3/4, 1/4: the sum is 1/2 log(2/3) + 1/2 log 2.
        var p = Scores(2, 4, 4, 0, 0);
        var q = Scores(2, (float)Math.Log(3), 0, 0, 0);
        var expected = (0.5 * Math.Log(2.0 / 3)) + (0.5 * Ln2);
        Assert.Equal([expected, 0], Metrics.KlDivergence(p, q), (left, right) => Math.Abs(left - right) < 1e-7);
    }

    [Fact]
    public void LargeScoresDoNotOverflow()
    {
        Assert.Equal([0.0], Metrics.KlDivergence(Scores(1, 1e30f, 0), Scores(1, 1e30f, 0)).ToArray());
        Assert.Equal(1000, Metrics.KlDivergence(Scores(1, 1000, 0), Scores(1, 0, 1000))[0], 9);
        Assert.Equal(Ln2, Metrics.CrossEntropy(Scores(1, 500, 500), [1])[0], 12);
        Assert.Equal(1000, Metrics.CrossEntropy(Scores(1, 1000, 0), [1])[0], 12);
    }

    [Fact]
    public void DistancesAreAsByHand()
    {
        var original = Scores(3, 3, 4, 0, 0, 1, 0);
        var changed = Scores(3, 4, 3, 0, 0, 0, 0);
        Assert.Equal([24.0 / 25, 1, 0], Metrics.CosineSimilarity(original, changed).ToArray());
        Assert.Equal([1, 0, 0.5], Metrics.MeanSquaredError(original, changed).ToArray());
    }

    [Fact]
    public void WhatIsNotFiniteIsTheWorst()
    {
        var (good, bad) = (Scores(1, 1, 2), Scores(1, 1, float.NaN));
        Assert.Equal(double.PositiveInfinity, Metrics.KlDivergence(good, bad)[0]);
        Assert.Equal(-1, Metrics.CosineSimilarity(good, bad)[0]);
        Assert.Equal(double.PositiveInfinity, Metrics.MeanSquaredError(good, bad)[0]);
        Assert.Equal(double.PositiveInfinity, Metrics.CrossEntropy(bad, [0])[0]);
        Assert.False(Metrics.Agreement(good, bad)[0]);
    }

    [Fact]
    public void PeakSignalToNoiseLeavesTheBorderOut()
    {
        var clean = Tensor.Zeros(ElementType.Float32, [1, 1, 3, 4]);
        var output = Tensor.Create<float>([1, 1, 3, 4], [9, 9, 9, 9, 9, 0.1f, 0, 9, 9, 9, 9, 9]);
        Assert.Equal(10 * Math.Log10(200), Metrics.PeakSignalToNoise(output, clean, border: 1)[0], 5);
        Assert.Equal(10 * Math.Log10(200 * 255 * 255), Metrics.PeakSignalToNoise(output, clean, peak: 255, border: 1)[0], 5);
        Assert.Equal(10 * Math.Log10(12 / 810.01), Metrics.PeakSignalToNoise(output, clean)[0], 5);
        Assert.Equal(double.PositiveInfinity, Metrics.PeakSignalToNoise(clean, clean)[0]);
    }

    [Fact]
    public void OutputsOfDifferentShapesAreOurMistake() =>
        Assert.Throws<ArgumentException>(() => Metrics.MeanSquaredError(Scores(1, 1, 2), Scores(2, 1, 2)));

    [Fact]
    public void AMeanHasTheIntervalOfItsStandardError()
    {
        var interval = Interval.OfMean([1, 2, 3, 4, 5]);
        var width = 1.959963984540054 * Math.Sqrt(2.5 / 5);
        Assert.Equal((3, 3 - width, 3 + width), (interval.Value, interval.Low, interval.High));
        Assert.Equal(new Interval(7, 7, 7), Interval.OfMean([7]));
    }

    [Fact]
    public void PairedSharesCountOnlyWhatChanged()
    {
        // 100 samples: 6 lost, 2 won; with half a sample in each cell 6.5 and 2.5 of 102.
        var (before, after) = Outcomes(both: 80, lost: 6, won: 2, neither: 12);
        var interval = PairedDifference.OfProportions(before, after);
        var error = Math.Sqrt(9 - (16.0 / 102)) / 102;
        Assert.Equal(-0.04, interval.Value, 12);
        Assert.Equal((-4.0 / 102) - (1.959963984540054 * error), interval.Low, 12);
        Assert.Equal((-4.0 / 102) + (1.959963984540054 * error), interval.High, 12);
    }

    [Fact]
    public void ScoresOfZeroAndOneAreOutcomes()
    {
        var (before, after) = Outcomes(both: 80, lost: 6, won: 2, neither: 12);
        double[] one = [.. before.Select(Convert.ToDouble)];
        double[] other = [.. after.Select(Convert.ToDouble)];
        Assert.Equal(PairedDifference.OfProportions(before, after), PairedDifference.OfScores(one, other));

        other[^1] = 0.5;
        Assert.Equal(PairedDifference.OfMeans(one, other), PairedDifference.OfScores(one, other));
    }

    [Fact]
    public void NoChangeStillHasAWidth()
    {
        var (before, after) = Outcomes(both: 50, lost: 0, won: 0, neither: 48);
        var interval = PairedDifference.OfProportions(before, after);
        Assert.Equal(0, interval.Value);
        Assert.Equal(0.0196, interval.High, 4);
        Assert.Equal(-interval.High, interval.Low);
    }

    [Fact]
    public void PairsMustBePairs()
    {
        Assert.Throws<ArgumentException>(() => PairedDifference.OfMeans([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => PairedDifference.OfProportions([], []));
    }

    internal static Tensor Scores(int samples, params float[] scores) => Tensor.Create<float>([samples, scores.Length / samples], scores);

    private static (bool[] Before, bool[] After) Outcomes(int both, int lost, int won, int neither)
    {
        bool[] before = [.. Enumerable.Repeat(true, both + lost), .. Enumerable.Repeat(false, won + neither)];
        bool[] after =
        [
            .. Enumerable.Repeat(true, both), .. Enumerable.Repeat(false, lost), .. Enumerable.Repeat(true, won),
            .. Enumerable.Repeat(false, neither),
        ];
        return (before, after);
    }
}

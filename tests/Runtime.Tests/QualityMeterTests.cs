using DepthCompress.GraphIR;
using DepthCompress.Runtime.Importance;

namespace DepthCompress.Runtime.Tests;

public sealed class QualityMeterTests
{
    [Fact]
    public void BatchesAddUpToTheWhole()
    {
        var original = MetricsTests.Scores(4, 3, 0, 0, 2, 1, 0, 0, 5);
        var changed = MetricsTests.Scores(4, 2, 0, 0, 2, 0, 1, 1, 5);
        var whole = new QualityMeter();
        whole.Add(original, changed, [0, 1, 0, 0]);
        var parts = new QualityMeter();
        parts.Add(MetricsTests.Scores(2, 3, 0, 0, 2), MetricsTests.Scores(2, 2, 0, 0, 2), [0, 1]);
        parts.Add(MetricsTests.Scores(2, 1, 0, 0, 5), MetricsTests.Scores(2, 0, 1, 1, 5), [0, 0]);
        Assert.Equal(whole.ToQuality(), parts.ToQuality());

        var quality = whole.ToQuality();
        Assert.Equal(4, quality.Samples);
        Assert.Equal(0.75, quality.Agreement?.Value);
        Assert.Equal((0.75, 0.5), (quality.AccuracyBefore?.Value, quality.AccuracyAfter?.Value));
        Assert.Equal(-0.25, quality.AccuracyChange?.Value);
        Assert.Equal((1, 0.5), (quality.ChanceOfAccuracyChange, quality.MeanSquaredError));
        Assert.Equal(10 * Math.Log10(39.0 / 4), quality.SignalToNoise);
        Assert.Equal(Metrics.KlDivergence(original, changed).Average(), quality.KlDivergence!.Value.Value, 12);
        Assert.Null(quality.PsnrChange);
    }

    [Fact]
    public void ImagesAreComparedWithTheirTargets()
    {
        var clean = Tensor.Zeros(ElementType.Float32, [2, 1, 1, 2]);
        var before = Tensor.Create<float>([2, 1, 1, 2], [0.1f, 0.1f, 0.1f, 0.1f]);
        var after = Tensor.Create<float>([2, 1, 1, 2], [0.1f, 0.1f, 1, 1]);
        var meter = new QualityMeter();
        meter.Add(before, after, target: clean);
        var quality = meter.ToQuality();
        Assert.Equal(20, quality.PsnrBefore!.Value.Value, 5);
        Assert.Equal(10, quality.PsnrAfter!.Value.Value, 5);
        Assert.Equal(-10, quality.PsnrChange!.Value.Value, 5);
        Assert.Null(quality.Agreement);
        Assert.Null(quality.KlDivergence);
        Assert.Null(quality.AccuracyChange);
    }

    [Fact]
    public void WithoutLabelsTheOriginalIsTheMeasure()
    {
        var meter = new QualityMeter();
        var scores = MetricsTests.Scores(1, 1, 2, 3);
        meter.Add(scores, scores);
        var quality = meter.ToQuality();
        Assert.Equal((1, 0), (quality.Agreement?.Value, quality.KlDivergence?.Value));
        Assert.Equal((double.PositiveInfinity, 1), (quality.SignalToNoise, quality.CosineSimilarity.Value));
        Assert.Null(quality.AccuracyBefore);
    }

    [Fact]
    public void OutputsThatAreNotFiniteAreWorthNothing()
    {
        var meter = new QualityMeter();
        meter.Add(MetricsTests.Scores(1, 1, 2), MetricsTests.Scores(1, float.NaN, 2), [1]);
        var quality = meter.ToQuality();
        Assert.Equal((0, 0), (quality.Agreement?.Value, quality.AccuracyAfter?.Value));
        Assert.Equal((double.PositiveInfinity, double.NegativeInfinity), (quality.MeanSquaredError, quality.SignalToNoise));
    }
}

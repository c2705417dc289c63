using DepthCompress.GraphIR;
using DepthCompress.Runtime.Importance;

namespace DepthCompress.Runtime.Tests;

public sealed class QualityMetricTests
{
    private static readonly Tensor Original = MetricsTests.Scores(3, 2, 0, 0, 2, 1, 0);
    private static readonly Tensor Changed = MetricsTests.Scores(3, 2, 0, 2, 0, float.NaN, 0);

    public static TheoryData<string, IQualityMetric> Named => new()
    {
        { "accuracy", new AccuracyMetric() },
        { "agreement", new AgreementMetric() },
        { "cosine", new CosineMetric() },
        { "kl", new KlMetric() },
        { "loss", new LossMetric() },
        { "mse", new MseMetric() },
        { "psnr", new PsnrMetric() },
    };

    [Theory]
    [MemberData(nameof(Named))]
    public void NothingIsBetterThanTheOriginal(string name, IQualityMetric metric)
    {
        var batch = new CalibrationBatch([Original], [0, 1, 0], Original.Reshape([3, 1, 1, 2]));
        var isImage = metric is PsnrMetric;
        var (right, wrong) = isImage ? (Original.Reshape([3, 1, 1, 2]), Changed.Reshape([3, 1, 1, 2])) : (Original, Changed);

        var before = metric.Score([right], [right], batch);
        var after = metric.Score([wrong], [right], batch);

        Assert.Equal(name, metric.Name);
        Assert.Equal(before[0], after[0]);
        Assert.True(before[1] > after[1] && before[2] > after[2]);
        Assert.DoesNotContain(double.NaN, after);
    }

    [Theory]
    [InlineData("accuracy")]
    [InlineData("loss")]
    public void WhatNeedsLabelsSaysSo(string name)
    {
        IQualityMetric metric = name == "loss" ? new LossMetric() : new AccuracyMetric();
        var problem = Assert.Throws<DiagnosticException>(() => metric.Score([Changed], [Original], new CalibrationBatch([Original])));
        Assert.Equal("DC2109", problem.Diagnostic.Descriptor.Code);
        Assert.Contains($"'{name}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AccuracyAsksTheLabelsAndAgreementTheOriginal()
    {
        var batch = new CalibrationBatch([Original], [0, 0, 0]);

        Assert.Equal([1, 1, 0], new AccuracyMetric().Score([Changed], [Original], batch));
        Assert.Equal([1, 0, 0], new AgreementMetric().Score([Changed], [Original], batch));
    }

    [Fact]
    public void LossIsTheNegativeLogarithmOfTheRightClass()
    {
        var batch = new CalibrationBatch([Original], [0, 1, 1]);
        var expected = -Math.Log(1 + Math.Exp(-2));

        Assert.Equal([expected, expected, -Math.Log(1 + Math.E)], new LossMetric().Score([Original], [Original], batch), (left, right) => Math.Abs(left - right) < 1e-12);
    }

    [Fact]
    public void SquaredErrorsAreInUnitsOfTheVariance()
    {
        // 2 0 0 2 1 0: variance 29 / 36.
        var metric = MseMetric.RelativeTo([Original]);

        Assert.Equal(-4 / (29.0 / 36), metric.Score([Changed], [Original], new CalibrationBatch([Original]))[1], 12);
    }

    [Fact]
    public void EqualImagesAreFinitelyAlike()
    {
        var image = Original.Reshape([3, 1, 1, 2]);

        Assert.Equal([200, 200, 200], new PsnrMetric().Score([image], [image], new CalibrationBatch([image], Target: image)));
    }
}

using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Importance;

/// <summary>1 for a sample whose class is the right one, 0 for another; the mean is the accuracy.</summary>
public sealed class AccuracyMetric : IQualityMetric
{
    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <inheritdoc/>
    public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch) =>
        [.. Metrics.Correct(outputs[0], batch.LabelsFor(Name).AsSpan()).Select(right => right ? 1.0 : 0.0)];
}

using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Importance;

/// <summary>The cross entropy of the right class in nats, negative, so that more is better.</summary>
public sealed class LossMetric : IQualityMetric
{
    /// <inheritdoc/>
    public string Name => "loss";

    /// <inheritdoc/>
    public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch) =>
        [.. Metrics.CrossEntropy(outputs[0], batch.LabelsFor(Name).AsSpan()).Select(loss => -loss)];
}

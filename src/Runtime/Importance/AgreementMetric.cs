using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Importance;

/// <summary>1 for a sample that is put into the same class as by the original, 0 for another; needs no labels.</summary>
public sealed class AgreementMetric : IQualityMetric
{
    /// <inheritdoc/>
    public string Name => "agreement";

    /// <inheritdoc/>
    public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch) =>
        [.. Metrics.Agreement(reference[0], outputs[0]).Select(same => same ? 1.0 : 0.0)];
}

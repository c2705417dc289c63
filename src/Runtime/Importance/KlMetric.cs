using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Importance;

/// <summary>
/// The Kullback-Leibler divergence of the class probabilities from the original's, in nats, negative so that more is better.
/// </summary>
public sealed class KlMetric : IQualityMetric
{
    /// <inheritdoc/>
    public string Name => "kl";

    /// <inheritdoc/>
    public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch) =>
        [.. Metrics.KlDivergence(reference[0], outputs[0]).Select(divergence => -divergence)];
}

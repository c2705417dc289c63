using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Importance;

/// <summary>The cosine of the angle between the outputs and the original's.</summary>
public sealed class CosineMetric : IQualityMetric
{
    /// <inheritdoc/>
    public string Name => "cosine";

    /// <inheritdoc/>
    public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch) =>
        [.. Metrics.CosineSimilarity(reference[0], outputs[0])];
}

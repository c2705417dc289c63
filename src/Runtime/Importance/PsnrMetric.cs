using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Importance;

/// <summary>Peak signal to noise of the outputs against the clean images, in dB.</summary>
/// <param name="border">Pixels at each side that do not count.</param>
/// <param name="peak">The largest pixel there can be.</param>
public sealed class PsnrMetric(int border = 0, double peak = 1) : IQualityMetric
{
    // Equal images have no finite ratio; a mean needs one.
    private const double Most = 200;

    /// <inheritdoc/>
    public string Name => "psnr";

    /// <inheritdoc/>
    public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch) =>
        [.. Metrics.PeakSignalToNoise(outputs[0], batch.Target!, peak, border).Select(decibels => Math.Clamp(decibels, -Most, Most))];
}

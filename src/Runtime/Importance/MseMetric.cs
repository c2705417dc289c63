using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Importance;

/// <summary>
/// The squared difference from the original's outputs, in units of their variance and negative, so that more is better: −1 is an output
/// that says nothing.
/// </summary>
/// <param name="variance">Of the original's outputs.</param>
public sealed class MseMetric(double variance = 1) : IQualityMetric
{
    /// <inheritdoc/>
    public string Name => "mse";

    /// <summary>In units of the variance of these outputs of the original.</summary>
    public static MseMetric RelativeTo(IEnumerable<Tensor> outputs)
    {
        var (count, sum, square) = (0L, 0.0, 0.0);
        foreach (var number in outputs.SelectMany(output => output.ToDoubles()).Where(double.IsFinite))
        {
            (count, sum, square) = (count + 1, sum + number, square + (number * number));
        }

        var variance = count > 0 ? (square / count) - (sum / count * (sum / count)) : 0;
        return new MseMetric(variance > 0 ? variance : 1);
    }

    /// <inheritdoc/>
    public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch) =>
        [.. Metrics.MeanSquaredError(reference[0], outputs[0]).Select(error => -error / variance)];
}

namespace DepthCompress.GraphIR;

/// <summary>One row of the latency table; milliseconds.</summary>
/// <param name="Key">What it is true of.</param>
/// <param name="Description">The network in words, for people.</param>
/// <param name="Estimate">The figures; the samples are not kept.</param>
/// <param name="MeasuredAt">When.</param>
public sealed record LatencyRow(LatencyKey Key, string Description, LatencyEstimate Estimate, DateTimeOffset MeasuredAt)
{
    /// <summary>The <see cref="Noise"/> beyond which a row is provisional: used while there is nothing better, and measured anew.</summary>
    public const double MostNoise = 0.05;

    /// <summary>The wider of the two confidence intervals: half of its width as a part of the figure.</summary>
    public double Noise => Math.Max(
        Estimate.HalfWidth / Math.Max(Estimate.Median, double.Epsilon), Estimate.P10HalfWidth / Math.Max(Estimate.P10, double.Epsilon));

    /// <summary>Whether it was measured on a machine that had other things to do.</summary>
    public bool IsNoisy => !(Noise <= MostNoise);
}

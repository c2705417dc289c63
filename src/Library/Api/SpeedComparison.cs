using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>How much faster one network is than another, both measured in the same rounds; intervals are those of 95 % confidence.</summary>
/// <param name="BeforeMs">The median latency of the original in milliseconds.</param>
/// <param name="AfterMs">That of the result.</param>
/// <param name="Speedup">How many times as fast the result is.</param>
/// <param name="SpeedupLow">The lower end of its interval.</param>
/// <param name="SpeedupHigh">The upper end.</param>
/// <param name="IsFaster">Whether the result is faster beyond doubt.</param>
public sealed record SpeedComparison(double BeforeMs, double AfterMs, double Speedup, double SpeedupLow, double SpeedupHigh, bool IsFaster)
{
    internal static SpeedComparison Of(LatencyEstimate before, LatencyEstimate after, LatencyComparison comparison) =>
        new(before.Median, after.Median, comparison.Speedup, comparison.Low, comparison.High, comparison.IsFaster);
}

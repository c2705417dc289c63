using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Measurement;

/// <summary>What a list of timings says. Pure functions.</summary>
public static class LatencyStatistics
{
    // A median this far above the 10th percentile means that something else ran most of the time.
    private const double DisturbedSpread = 0.25;

    // Intervals this many times wider than asked for support no conclusion.
    private const double UsableFactor = 5;

    /// <summary>The estimate from the milliseconds of every round.</summary>
    public static LatencyEstimate Summarize(ImmutableArray<double> milliseconds, LatencySettings settings)
    {
        var sorted = milliseconds.Sort().AsSpan();
        var median = OrderStatistics.Interval(sorted, 0.5, settings.Confidence);
        var p10 = OrderStatistics.Interval(sorted, 0.1, settings.Confidence);
        return new LatencyEstimate(
            median.Value, median.HalfWidth, p10.Value, p10.HalfWidth, milliseconds, Judge(median, p10, settings.TargetHalfWidth));
    }

    /// <summary>The wider of the two relative half widths that measuring waits for; infinite with too few samples.</summary>
    public static double WidestHalfWidth(ImmutableArray<double> milliseconds, double confidence)
    {
        var sorted = milliseconds.Sort().AsSpan();
        return Math.Max(
            OrderStatistics.Interval(sorted, 0.5, confidence).RelativeHalfWidth,
            OrderStatistics.Interval(sorted, 0.1, confidence).RelativeHalfWidth);
    }

    /// <summary>
    /// Quiet: both intervals as narrow as asked for, and the median near the 10th percentile. Too noisy: the median's interval is more than
    /// five times as wide as asked for, or unknown. Noisy: what lies between.
    /// </summary>
    public static NoiseVerdict Judge(QuantileInterval median, QuantileInterval p10, double target)
    {
        if (median.RelativeHalfWidth > UsableFactor * target)
        {
            return NoiseVerdict.TooNoisy;
        }

        var isNarrow = median.RelativeHalfWidth <= target && p10.RelativeHalfWidth <= target;
        var isDisturbed = median.Value > (1 + DisturbedSpread) * p10.Value;
        return isNarrow && !isDisturbed ? NoiseVerdict.Quiet : NoiseVerdict.Noisy;
    }
}

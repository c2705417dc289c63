namespace DepthCompress.GraphIR;

/// <summary>How much faster one network is than another, measured in the same rounds. Above 1 the second is faster.</summary>
/// <param name="Speedup">The ratio of the medians.</param>
/// <param name="Low">The lower end of its 95 % bootstrap interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="PairedSpeedup">The median of the ratios of each round: free of slow drift.</param>
/// <param name="PairedLow">The lower end of its 95 % interval.</param>
/// <param name="PairedHigh">The upper end.</param>
/// <param name="Rounds">The number of rounds.</param>
/// <param name="Noise">Whether the wider interval supports the figure: to 1 %, to 5 %, or not.</param>
public sealed record LatencyComparison(
    double Speedup, double Low, double High, double PairedSpeedup, double PairedLow, double PairedHigh, int Rounds, NoiseVerdict Noise)
{
    private const double Confidence = 0.95;
    private const int Resamples = 2000;
    private const double QuietHalfWidth = 0.01;
    private const double UsableHalfWidth = 0.05;

    /// <summary>
    /// Whether the second is faster beyond doubt: both intervals lie above 1. A noisy machine may leave open how much faster, and still not whether.
    /// </summary>
    public bool IsFaster => Low > 1 && PairedLow > 1 && HasEnoughRounds;

    /// <summary>Whether the second is slower beyond doubt.</summary>
    public bool IsSlower => High < 1 && PairedHigh < 1 && HasEnoughRounds;

    private bool HasEnoughRounds => OrderStatistics.Ranks(Rounds, 0.5, Confidence) is not null;

    /// <summary>Compares two estimates of one measurement.</summary>
    /// <exception cref="ArgumentException">They were not measured in the same rounds.</exception>
    public static LatencyComparison Of(LatencyEstimate before, LatencyEstimate after, int seed = 1)
    {
        if (before.Samples.Length != after.Samples.Length)
        {
            throw new ArgumentException($"{before.Samples.Length} rounds cannot be paired with {after.Samples.Length}", nameof(after));
        }

        var (low, high) = Bootstrap(before.Samples.AsSpan(), after.Samples.AsSpan(), new Random(seed));
        var ratios = before.Samples.Zip(after.Samples, (slow, fast) => slow / fast).Order().ToArray();
        var paired = OrderStatistics.Interval(ratios, 0.5, Confidence);
        var speedup = before.Median / after.Median;
        var noise = Judge(Math.Max(paired.RelativeHalfWidth, (high - low) / 2 / speedup));
        return new(speedup, low, high, paired.Value, paired.Low, paired.High, ratios.Length, noise);
    }

    private static NoiseVerdict Judge(double halfWidth) => halfWidth switch
    {
        <= QuietHalfWidth => NoiseVerdict.Quiet,
        <= UsableHalfWidth => NoiseVerdict.Noisy,
        _ => NoiseVerdict.TooNoisy,
    };

    /// <summary>The percentile interval of the ratio of medians, whole rounds drawn with replacement.</summary>
    private static (double Low, double High) Bootstrap(ReadOnlySpan<double> before, ReadOnlySpan<double> after, Random random)
    {
        var ratios = new double[Resamples];
        var (drawnBefore, drawnAfter) = (new double[before.Length], new double[after.Length]);
        for (var i = 0; i < ratios.Length; i++)
        {
            for (var round = 0; round < before.Length; round++)
            {
                var drawn = random.Next(before.Length);
                (drawnBefore[round], drawnAfter[round]) = (before[drawn], after[drawn]);
            }

            Array.Sort(drawnBefore);
            Array.Sort(drawnAfter);
            ratios[i] = OrderStatistics.Quantile(drawnBefore, 0.5) / OrderStatistics.Quantile(drawnAfter, 0.5);
        }

        Array.Sort(ratios);
        return (OrderStatistics.Quantile(ratios, (1 - Confidence) / 2), OrderStatistics.Quantile(ratios, (1 + Confidence) / 2));
    }
}

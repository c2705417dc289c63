namespace DepthCompress.GraphIR;

/// <summary>
/// Confidence intervals of quantiles from the order of the samples alone: however many samples lie below the quantile is binomially
/// distributed, whatever the samples' own distribution is. The samples must be independent; drift makes the intervals too narrow.
/// </summary>
public static class OrderStatistics
{
    /// <summary>The value below which the fraction <paramref name="p"/> of the sorted samples lies, interpolated.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double p)
    {
        var position = p * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    /// <summary>The quantile of sorted samples with its confidence interval.</summary>
    public static QuantileInterval Interval(ReadOnlySpan<double> sorted, double p, double confidence) =>
        Ranks(sorted.Length, p, confidence) is var (low, high)
            ? new(Quantile(sorted, p), sorted[low], sorted[high], true)
            : new(Quantile(sorted, p), sorted[0], sorted[^1], false);

    /// <summary>
    /// The two ranks (from 0), as close to each other as possible, between which the quantile lies with the confidence; null when even the
    /// smallest and the largest of so few samples do not reach it.
    /// </summary>
    public static (int Low, int High)? Ranks(int count, double p, double confidence)
    {
        var mass = Binomial(count, p);
        (int Low, int High)? best = null;
        var bestCoverage = 0.0;
        var coverage = 0.0;
        var high = 0;

        // The quantile lies in [x(low), x(high)] when at least low + 1 and at most high samples lie below it.
        for (var low = 0; low < count; low++)
        {
            while (high < count - 1 && coverage < confidence)
            {
                coverage += mass[++high];
            }

            if (coverage < confidence)
            {
                break;
            }

            var width = high - low;
            if (best is not var (bestLow, bestHigh) || width < bestHigh - bestLow || (width == bestHigh - bestLow && coverage > bestCoverage))
            {
                (best, bestCoverage) = ((low, high), coverage);
            }

            coverage -= mass[low + 1];
        }

        return best;
    }

    /// <summary>The probabilities of 0 … <paramref name="count"/> successes.</summary>
    private static double[] Binomial(int count, double p)
    {
        var mass = new double[count + 1];
        var log = count * Math.Log(1 - p);
        for (var k = 0; k <= count; k++)
        {
            mass[k] = Math.Exp(log);
            log += Math.Log((double)(count - k) / (k + 1)) + Math.Log(p / (1 - p));
        }

        return mass;
    }
}

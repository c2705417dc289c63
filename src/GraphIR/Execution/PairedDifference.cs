namespace DepthCompress.GraphIR;

/// <summary>
/// How much two networks differ on the same samples. What both get right or wrong cancels, so far smaller differences can be told from
/// chance than by comparing two accuracies.
/// </summary>
public static class PairedDifference
{
    /// <summary>
    /// Share of successes after minus before. The interval is that of Agresti and Min (2005): the normal approximation after half a
    /// sample is added to each of the four cells, so that it has a width where nothing changed, too.
    /// </summary>
    public static Interval OfProportions(ReadOnlySpan<bool> before, ReadOnlySpan<bool> after)
    {
        var (lost, won) = Discordant(before, after);
        var n = before.Length;
        var difference = (won - lost + 0.0) / (n + 2);
        var width = Interval.Z * Math.Sqrt(won + lost + 1 - ((won - lost) * (double)(won - lost) / (n + 2.0))) / (n + 2);
        return new((double)(won - lost) / n, Math.Max(-1, difference - width), Math.Min(1, difference + width));
    }

    /// <summary>
    /// Mean after minus before of any measure that is a number per sample: a difference of proportions where all numbers are 0 or 1, as right
    /// answers are, and of means otherwise.
    /// </summary>
    public static Interval OfScores(ReadOnlySpan<double> before, ReadOnlySpan<double> after) =>
        before.ContainsAnyExcept(0, 1) || after.ContainsAnyExcept(0, 1)
            ? OfMeans(before, after)
            : OfProportions(Outcomes(before), Outcomes(after));

    /// <summary>Mean after minus before, with the interval of the mean of the differences.</summary>
    public static Interval OfMeans(ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        ThrowUnlessPaired(before.Length, after.Length);
        var differences = new double[before.Length];
        for (var i = 0; i < differences.Length; i++)
        {
            differences[i] = after[i] - before[i];
        }

        return Interval.OfMean(differences);
    }

    private static bool[] Outcomes(ReadOnlySpan<double> scores)
    {
        var outcomes = new bool[scores.Length];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = scores[i] > 0;
        }

        return outcomes;
    }

    private static (int Lost, int Won) Discordant(ReadOnlySpan<bool> before, ReadOnlySpan<bool> after)
    {
        ThrowUnlessPaired(before.Length, after.Length);
        var (lost, won) = (0, 0);
        for (var i = 0; i < before.Length; i++)
        {
            lost += before[i] && !after[i] ? 1 : 0;
            won += !before[i] && after[i] ? 1 : 0;
        }

        return (lost, won);
    }

    private static void ThrowUnlessPaired(int before, int after)
    {
        if (before != after || before == 0)
        {
            throw new ArgumentException($"{before} samples before and {after} after are no pairs");
        }
    }
}

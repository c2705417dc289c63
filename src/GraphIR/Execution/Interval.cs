namespace DepthCompress.GraphIR;

/// <summary>An estimate and its 95 % confidence interval.</summary>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>Standard errors on either side of an estimate that is normally distributed.</summary>
    internal const double Z = 1.959963984540054;

    /// <summary>The mean of independent numbers; without a width for one, which says nothing of the spread.</summary>
    public static Interval OfMean(ReadOnlySpan<double> numbers)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var number in numbers)
        {
            sum += number;
        }

        var mean = sum / numbers.Length;
        foreach (var number in numbers)
        {
            squares += (number - mean) * (number - mean);
        }

        var error = numbers.Length < 2 ? 0 : Math.Sqrt(squares / (numbers.Length - 1) / numbers.Length);
        return new(mean, mean - (Z * error), mean + (Z * error));
    }

    /// <summary>
    /// The mean of any measure that is a number per sample. Where all are 0 or 1, as right answers are, the interval is that of Wilson (1927),
    /// which stays between 0 and 1 and has a width where all are equal, too.
    /// </summary>
    public static Interval OfScores(ReadOnlySpan<double> scores)
    {
        if (scores.ContainsAnyExcept(0, 1))
        {
            return OfMean(scores);
        }

        var (n, share) = ((double)scores.Length, (double)scores.Count(1.0) / scores.Length);
        var center = (share + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var width = Z / (1 + (Z * Z / n)) * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n)));
        return new(share, Math.Max(0, center - width), Math.Min(1, center + width));
    }
}

namespace DepthCompress.GraphIR;

/// <summary>So many of so many, such as right answers.</summary>
public readonly record struct Proportion(int Successes, int Total)
{
    /// <summary>Counts what is true.</summary>
    public static Proportion Of(ReadOnlySpan<bool> outcomes) => new(outcomes.Count(true), outcomes.Length);

    /// <summary>The share with Wilson's score interval (1927), which holds near 0 and 1 and for few samples.</summary>
    public Interval ToInterval()
    {
        if (Total == 0)
        {
            return new(double.NaN, 0, 1);
        }

        var (n, share, square) = ((double)Total, (double)Successes / Total, Interval.Z * Interval.Z);
        var middle = (share + (square / (2 * n))) / (1 + (square / n));
        var width = Interval.Z * Math.Sqrt((share * (1 - share) / n) + (square / (4 * n * n))) / (1 + (square / n));
        return new(share, Math.Max(0, middle - width), Math.Min(1, middle + width));
    }
}

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
}

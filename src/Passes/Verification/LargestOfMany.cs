namespace DepthCompress.Passes;

/// <summary>
/// What the largest of many rounding errors can tell. Two networks that round equally well still differ in their largest error, the more
/// the fewer numbers are compared: of ten logits the largest error may well be eight times another's, of a thousand hardly twice.
/// </summary>
internal static class LargestOfMany
{
    /// <summary>How often equally good networks may be told apart by chance.</summary>
    private const double FalseAlarm = 1e-4;

    /// <summary>
    /// The ratio that the largest of <paramref name="count"/> normal errors exceeds only by chance over the largest of as many others: the
    /// upper quantile of the one over the lower quantile of the other.
    /// </summary>
    public static double Ratio(int count)
    {
        var high = BoundOf(FalseAlarm / count);
        var low = BoundOf(1 - Math.Pow(FalseAlarm, 1.0 / count));
        return high / low;
    }

    /// <summary>
    /// P(|error| > bound) for standard normal errors: erfc(bound / √2), by the rational Chebyshev fit of Numerical Recipes 6.2.
    /// </summary>
    private static double Tail(double bound)
    {
        double[] coefficients =
        [
            -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
        ];
        var x = bound / Math.Sqrt(2);
        var t = 1 / (1 + (0.5 * x));
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = (sum * t) + coefficients[i];
        }

        return t * Math.Exp(sum - (x * x));
    }

    /// <summary>The bound that errors exceed with a probability, by bisection.</summary>
    private static double BoundOf(double probability)
    {
        var (low, high) = (1e-9, 40.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Tail(middle) > probability ? (middle, high) : (low, middle);
        }

        return low;
    }
}

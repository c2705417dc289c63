namespace DepthCompress.Runtime.Training;

/// <summary>
/// The vectors of numbers from 0 to 1 whose sum is k. The nearest one to a is clip(a − τ, 0, 1) for the τ that makes the sum k; the sum is
/// piecewise linear in τ, so τ is found exactly between two of the points at which an element of it begins or ends to count.
/// </summary>
internal static class CappedSimplex
{
    /// <summary>The nearest vector.</summary>
    /// <param name="point">Any numbers.</param>
    /// <param name="sum">k, from 1 to as many as there are numbers.</param>
    public static double[] Project(ReadOnlySpan<double> point, int sum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sum, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sum, point.Length);
        var nearest = new double[point.Length];
        if (sum == point.Length)
        {
            Array.Fill(nearest, 1);
            return nearest;
        }

        var shift = Shift(point, sum);
        for (var i = 0; i < nearest.Length; i++)
        {
            nearest[i] = Math.Clamp(point[i] - shift, 0, 1);
        }

        return nearest;
    }

    private static double Shift(ReadOnlySpan<double> point, int sum)
    {
        var bends = new double[2 * point.Length];
        for (var i = 0; i < point.Length; i++)
        {
            (bends[2 * i], bends[(2 * i) + 1]) = (point[i], point[i] - 1);
        }

        Array.Sort(bends);
        var (low, high) = (0, bends.Length - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Sum(point, bends[middle]) >= sum ? (middle, high) : (low, middle);
        }

        return Between(point, bends[low], bends[high], sum);
    }

    /// <summary>Between two neighboring bends the same elements are 1, and the same are neither 0 nor 1.</summary>
    private static double Between(ReadOnlySpan<double> point, double low, double high, int sum)
    {
        var (middle, ones, free, total) = ((low + high) / 2, 0, 0, 0.0);
        foreach (var number in point)
        {
            if (number - 1 >= middle)
            {
                ones++;
            }
            else if (number > middle)
            {
                (free, total) = (free + 1, total + number);
            }
        }

        // Without a free element the sum is k all along: all are 0 or 1 whichever shift is taken.
        return free == 0 ? middle : (total + ones - sum) / free;
    }

    private static double Sum(ReadOnlySpan<double> point, double shift)
    {
        var sum = 0.0;
        foreach (var number in point)
        {
            sum += Math.Clamp(number - shift, 0, 1);
        }

        return sum;
    }
}

namespace DepthCompress.Report;

/// <summary>One axis of a chart: from values to places, with a little room on both sides and round numbers to label.</summary>
internal sealed class Axis
{
    private const int MostTicks = 7;
    private const double Room = 0.06;
    private readonly double low;
    private readonly double high;
    private readonly double from;
    private readonly double to;

    /// <param name="values">What must be seen.</param>
    /// <param name="from">The place of the lower end.</param>
    /// <param name="to">The place of the upper end.</param>
    internal Axis(IEnumerable<double> values, double from, double to)
    {
        (this.from, this.to) = (from, to);
        double[] all = [.. values.Where(double.IsFinite)];
        (low, high) = all is [] ? (0, 1) : (all.Min(), all.Max());
        var room = high > low ? Room * (high - low) : Math.Max(1e-3, 0.1 * Math.Abs(high));
        (low, high) = (low - room, high + room);
    }

    /// <summary>Round numbers within the axis.</summary>
    internal IEnumerable<double> Ticks
    {
        get
        {
            var step = Step;
            var first = Math.Ceiling(low / step);
            for (var number = first; number * step <= high && number - first <= MostTicks; number++)
            {
                yield return number * step;
                if (number + 1 == number)
                {
                    // Values so large that nothing lies between them.
                    yield break;
                }
            }
        }
    }

    private double Step
    {
        get
        {
            var power = Math.Pow(10, Math.Floor(Math.Log10((high - low) / MostTicks)));
            return new[] { 1, 2, 5, 10 }.Select(factor => factor * power).FirstOrDefault(step => (high - low) / step <= MostTicks, double.MaxValue);
        }
    }

    /// <summary>Where a value lies.</summary>
    internal double At(double value) => from + ((to - from) * (value - low) / (high - low));
}

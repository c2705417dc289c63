using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Compression;

/// <summary>A quality measure before and after, on the same samples.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Before">The original's mean.</param>
/// <param name="After">The result's mean.</param>
/// <param name="DropLow">The lower end of the 95 % confidence interval of the loss (before − after).</param>
/// <param name="DropHigh">Its upper end.</param>
/// <param name="Samples">How many samples.</param>
public sealed record QualityChange(string Metric, double Before, double After, double DropLow, double DropHigh, int Samples)
{
    /// <summary>The original's mean with its 95 % confidence interval.</summary>
    public Interval BeforeInterval { get; init; }

    /// <summary>The result's mean with its 95 % confidence interval.</summary>
    public Interval AfterInterval { get; init; }

    /// <summary>The loss; negative is a gain.</summary>
    public double Drop => Before - After;

    /// <summary>Compares sample by sample, so that what both networks get wrong does not blur the difference.</summary>
    public static QualityChange Of(string metric, ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        var gain = PairedDifference.OfScores(before, after);
        var (was, now) = (Interval.OfScores(before), Interval.OfScores(after));
        return new QualityChange(metric, was.Value, now.Value, -gain.High, -gain.Low, before.Length) { BeforeInterval = was, AfterInterval = now };
    }

    /// <summary>Runs both networks over a set and compares them by every measure.</summary>
    public static ImmutableArray<QualityChange> Measure(
        IGraphExecutor executor, Graph original, Graph changed, CalibrationSet set, ImmutableArray<IQualityMetric> metrics, CancellationToken cancellation = default)
    {
        var evaluation = Evaluation.Run(executor, [original, changed], set.Batches, metrics, null, cancellation);
        return [.. metrics.Select((_, metric) => evaluation.Change(0, 1, metric))];
    }
}

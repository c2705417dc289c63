using DepthCompress.GraphIR;

namespace DepthCompress.Report;

/// <summary>The table of a comparison in words; terminal and reports differ in how they draw it.</summary>
public static class ComparisonTable
{
    /// <summary>The columns; <c>true</c> for numbers, which are aligned to the right.</summary>
    public static ImmutableArray<(string Title, bool IsNumber)> Columns(ComparisonReport report) =>
    [
        ("target", true), ("method", false), ("speed-up (95 %)", true), ("latency", true),
        .. report.Training is null
            ? new[] { ($"{Measure(report)} (95 %)", true) }
            : [($"{Measure(report)}, fitted", true), ($"{Measure(report)}, trained (95 %)", true)],
        ("difference to best (95 %)", true), ("depth", true), ("MACs", true), ("parameters", true),
        .. report.Training is null ? Array.Empty<(string, bool)>() : [("steps", true), ("training", true)],
        ("planning", true), ("", false),
    ];

    /// <summary>The original, then every method at every target.</summary>
    public static IEnumerable<ImmutableArray<string>> Rows(ComparisonReport report) =>
        report.Rows.Select(row => Row(report, row)).Prepend(Original(report));

    private static string Measure(ComparisonReport report) => report.Metric ?? "quality";

    private static ImmutableArray<string> Original(ComparisonReport report)
    {
        var quality = report is { Metric: { } metric, OriginalQuality: { } level } ? Level(metric, level) : "";
        return
        [
            "", "original", "", report.OriginalLatency is { } latency ? Figures.Milliseconds(latency.Median) : "",
            .. report.Training is null ? new[] { quality } : ["", quality],
            "", $"{report.Original.Depth}", Figures.Count(report.Original.MultiplyAccumulates), Figures.Count(report.Original.Parameters),
            .. report.Training is null ? Array.Empty<string>() : ["", ""],
            "", "",
        ];
    }

    private static ImmutableArray<string> Row(ComparisonReport report, ComparisonRow row)
    {
        ImmutableArray<string> head = [Target(row.Target), row.Method];
        if (row.Outcome is not { } outcome)
        {
            return [.. head, .. Enumerable.Repeat("", Columns(report).Length - 3), Note(row)];
        }

        var quality = outcome.Quality[0];
        var level = Level(quality.Metric, quality.AfterInterval);
        return
        [
            .. head,
            row.Speed is { } speed ? $"{Figures.Speedup(speed.PairedSpeedup)} ({Figures.Text(speed.PairedLow, "0.00")} to {Figures.Text(speed.PairedHigh, "0.00")})" : "",
            row.Latency is { } latency ? Figures.Milliseconds(latency.Median) : "",
            .. report.Training is null ? new[] { level }
                : [Figures.Quality(quality.Metric, (outcome.AfterFit ?? outcome.Quality)[0].After), level],
            row.IsBest ? "best" : row.ToBest is { } difference ? Difference(quality.Metric, difference) : "",
            $"{outcome.Facts.Depth}", Figures.Count(outcome.Facts.MultiplyAccumulates), Figures.Count(outcome.Facts.Parameters),
            .. report.Training is null ? Array.Empty<string>() : [$"{outcome.TrainingSteps}", Figures.Duration(outcome.TrainingSeconds)],
            Figures.Duration(outcome.PlanningSeconds),
            Note(row),
        ];
    }

    /// <summary>A factor as it is asked for: <c>1.5x</c>.</summary>
    public static string Target(double target) => Figures.Text(target, "0.###'x'");

    /// <summary>What is to be known about a row besides its figures.</summary>
    public static string Note(ComparisonRow row)
    {
        if (row.Failure is { } failure)
        {
            return $"failed: {failure.Code}: {failure.Reason}";
        }

        var outcome = row.Outcome!;
        return string.Join("; ", new[]
        {
            row.IsMet ? null : outcome.IsFastest ? "target not reached: this is the fastest plan of the method" : "target missed",
            outcome.WhyNotKept is null ? null : $"trained weights not used: {outcome.WhyNotKept}",
            outcome.IsVerified ? "verified" : "NOT VERIFIED: " + outcome.Checks.First(check => !check.Passed).Check,
        }.OfType<string>());
    }

    private static string Level(string metric, Interval level) =>
        $"{Figures.Quality(metric, level.Value)} ({Bare(metric, level.Low)} to {Bare(metric, level.High)})";

    private static string Difference(string metric, Interval difference)
    {
        var (factor, format) = Scale(metric);
        return $"{Figures.Text(factor * difference.Value, format)} ({Figures.Text(factor * difference.Low, format)} to "
            + $"{Figures.Text(factor * difference.High, format)})";
    }

    private static string Bare(string metric, double value)
    {
        var (factor, format) = Scale(metric);
        return Figures.Text(factor * value, format);
    }

    private static (double Factor, string Format) Scale(string metric) => metric switch
    {
        "accuracy" or "agreement" => (100, "0.00"),
        "psnr" => (1, "0.00"),
        _ => (1, "0.00000"),
    };
}

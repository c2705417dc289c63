namespace DepthCompress.Report;

/// <summary>What is said of a comparison as a whole.</summary>
public static class ComparisonText
{
    /// <summary>A sentence or two a line: what was held equal, and what the figures mean.</summary>
    public static ImmutableArray<string> Lines(ComparisonReport report) =>
    [
        $"Machine: {report.Machine}.",
        $"Quality: {report.Metric ?? "unknown"} on {report.Data}, the same for all.",
        report.Training is { } training ? $"Training, the same for all: {training}." : "Nothing was trained: weights were only solved for or merged.",
        "Speed-ups are those of one measurement of all results beside the original, in interleaved rounds. "
            + "Differences are taken sample by sample against the best result of the target; that it was picked as the best is not corrected for.",
        "Planning is the time of tables and plan. Targets and methods share tables: who needs a row first pays for it.",
    ];
}

using System.Text;

namespace DepthCompress.Report;

/// <summary>The report as Markdown, for summaries of builds and for reading.</summary>
public static class MarkdownReport
{
    private const int FrontierRows = 12;

    /// <summary>The whole text.</summary>
    public static string Format(CompressionReport report)
    {
        var text = new StringBuilder();
        text.Append($"# {Escape(Path.GetFileName(report.Model))}: {JsonReport.NameOf(report.Result.Verdict)}\n\n");
        text.Append($"{Escape(report.Result.Explanation)}.\n\n");
        AppendResult(text, report);
        AppendPlan(text, report);
        AppendFrontier(text, report);
        if (report.Training is not null)
        {
            text.Append("## Fine-tuning\n\n").AppendJoin('\n', report.TrainingLines.Select(line => $"- {Escape(line)}")).Append("\n\n");
        }

        text.Append("## Checks\n\n");
        foreach (var (check, passed, finding) in report.Checks)
        {
            text.Append($"- {(passed ? "passed" : "**failed**")}: {Escape(check)} ({Escape(finding)})\n");
        }

        text.Append("\n## Run\n\n");
        text.Append($"- machine: {Escape(report.Machine)}\n");
        text.Append($"- calibration: {report.Data.CalibrationCount} samples of `{report.Data.Calibration}`\n");
        text.Append($"- evaluation: {report.Data.EvaluationCount} samples of `{report.Data.Evaluation}`\n");
        text.Append(
            $"- time: {string.Join(", ", report.Result.Stages.Select(stage => $"{stage.Stage} {Figures.Duration(stage.Seconds)}"))}\n");
        text.Append($"- peak memory: {Figures.Bytes(report.PeakMemory)}\n");
        text.Append($"- version {report.ToolVersion}, model SHA-256 `{report.ModelDigest}`\n");
        foreach (var warning in report.Warnings)
        {
            text.Append($"- {Escape(warning.ToLine(report.Model))}\n");
        }

        text.Append($"\n```json\n{report.Configuration.ToJsonString()}\n```\n");
        return text.ToString();
    }

    private static void AppendResult(StringBuilder text, CompressionReport report)
    {
        text.Append("| | before | after | |\n| --- | ---: | ---: | --- |\n");
        text.Append(
            $"| latency | {Figures.Milliseconds(report.Result.Before.Median)} | {Figures.Milliseconds(report.Result.After.Median)} | ");
        text.Append($"{Figures.Speedup(report.Result.Speed)}, ");
        text.Append($"predicted {Figures.Milliseconds(report.PredictedMilliseconds)} |\n");
        foreach (var row in report.QualityRows)
        {
            text.Append($"| {row.Name} | {row.Before} | {row.After} | {row.Note} |\n");
        }

        AppendCount("depth", report.Before.Depth, report.After.Depth, value => $"{value}");
        AppendCount("multiply-accumulates", report.Before.MultiplyAccumulates, report.After.MultiplyAccumulates, value =>
            Figures.Count(value));
        AppendCount("parameters", report.Before.Parameters, report.After.Parameters, value => Figures.Count(value));
        if (report is { Before.Bytes: { } before, After.Bytes: { } after })
        {
            AppendCount("file", before, after, value => Figures.Bytes(value));
        }

        text.Append('\n');

        void AppendCount(string name, long before, long after, Func<long, string> spell) =>
            text.Append(
                $"| {name} | {spell(before)} | {spell(after)} | {Figures.Text(100.0 * after / Math.Max(1, before), "0.0 '%'")} |\n");
    }

    private static void AppendPlan(StringBuilder text, CompressionReport report)
    {
        text.Append("## Plan\n\n| from | to | how | saves | importance |\n| --- | --- | --- | ---: | ---: |\n");
        foreach (var segment in report.Result.Plan.Segments)
        {
            text.Append($"| {Escape(segment.First)} | {Escape(segment.Last)} | {Figures.How(segment)} | ");
            text.Append($"{Figures.Milliseconds(segment.SavedMilliseconds)} | ");
            text.Append($"{Figures.Change(segment.Importance)} |\n");
        }

        text.Append('\n');
    }

    private static void AppendFrontier(StringBuilder text, CompressionReport report)
    {
        text.Append($"## Frontier, predicted\n\n| latency | speed-up | change of {report.Result.Plan.Metric} |\n| ---: | ---: | ---: |\n");
        foreach (var (milliseconds, change) in CompressionReport.Spread(report.Result.Frontier, FrontierRows))
        {
            var speedup = Figures.Speedup(report.Result.Plan.OriginalMilliseconds / milliseconds);
            text.Append($"| {Figures.Milliseconds(milliseconds)} | {speedup} | {Figures.Change(change)} |\n");
        }

        text.Append('\n');
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}

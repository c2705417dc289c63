using System.Net;
using System.Text;

namespace DepthCompress.Report;

/// <summary>The report as one HTML file that needs nothing else, no script and no network.</summary>
public static class HtmlReport
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222;background:#fff}
        table{border-collapse:collapse;margin:1em 0}td,th{padding:.25em .8em;border-bottom:1px solid #ddd;text-align:left}
        td.n{text-align:right;font-variant-numeric:tabular-nums}code,pre{font-size:13px;background:#f5f5f5;overflow-x:auto}
        svg text{font:12px system-ui,sans-serif;fill:#444}.axis{fill:none;stroke:#888}.curve{fill:none;stroke:#2563eb;stroke-width:2}
        .mark{fill:#dc2626}.bar{fill:#2563eb}.met{color:#15803d}.missed{color:#b91c1c}
        """;

    /// <summary>The whole text.</summary>
    public static string Format(CompressionReport report)
    {
        var result = report.Result;
        var html = new StringBuilder();
        AppendHead(html, $"{Path.GetFileName(report.Model)}: {JsonReport.NameOf(result.Verdict)}", result.Verdict is Passes.Compression.Verdict.Met);
        html.Append($"<p>{Encode(result.Explanation)}.</p>\n");
        AppendResult(html, report);
        if (double.IsFinite(result.Plan.PredictedChange) && result.Frontier.All(point => double.IsFinite(point.Change)))
        {
            html.Append("<h2>Frontier, predicted</h2>\n");
            html.Append(SvgCharts.Curve(
                [.. result.Frontier.Select(point => (result.Plan.OriginalMilliseconds / point.Milliseconds, point.Change))],
                (result.Plan.OriginalMilliseconds / result.Plan.PredictedMilliseconds, result.Plan.PredictedChange),
                "speed-up",
                $"change of {result.Plan.Metric}"));
        }

        AppendPlan(html, report);
        if (report.Training is not null)
        {
            html.Append("<h2>Fine-tuning</h2>\n<ul>").AppendJoin("", report.TrainingLines.Select(line => $"<li>{Encode(line)}</li>"))
                .Append("</ul>\n");
        }

        html.Append("<h2>Checks</h2>\n<ul>");
        foreach (var (check, passed, finding) in report.Checks)
        {
            html.Append($"<li class=\"{(passed ? "met" : "missed")}\">{Encode(check)}: {Encode(finding)}</li>");
        }

        html.Append("</ul>\n<h2>Run</h2>\n");
        html.Append(SvgCharts.Bars([.. result.Stages.Select(stage => (stage.Stage, stage.Seconds, Figures.Duration(stage.Seconds)))]));
        html.Append(
            $"<p>{Encode(report.Machine)}; peak memory {Figures.Bytes(report.PeakMemory)}; version {Encode(report.ToolVersion)}.<br>");
        html.Append($"Calibration: {report.Data.CalibrationCount} samples of <code>{Encode(report.Data.Calibration)}</code>; ");
        html.Append($"evaluation: {report.Data.EvaluationCount} samples of <code>{Encode(report.Data.Evaluation)}</code>.<br>");
        html.Append($"SHA-256 of the model: <code>{Encode(report.ModelDigest)}</code></p>\n");
        foreach (var warning in report.Warnings)
        {
            html.Append($"<p class=\"missed\">{Encode(warning.ToLine(report.Model))}</p>\n");
        }

        return html.Append($"<pre>{Encode(report.Configuration.ToJsonString())}</pre>\n</body></html>\n").ToString();
    }

    /// <summary>The beginning of every such file, up to its headline.</summary>
    internal static void AppendHead(StringBuilder html, string title, bool isGood)
    {
        html.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.Append($"<title>{Encode(title)}</title><style>{Style}</style></head><body>\n");
        html.Append($"<h1 class=\"{(isGood ? "met" : "missed")}\">{Encode(title)}</h1>\n");
    }

    private static void AppendResult(StringBuilder html, CompressionReport report)
    {
        var speed = report.Result.Speed;
        html.Append(SvgCharts.Bars(
        [
            ("before", report.Result.Before.Median, Figures.Milliseconds(report.Result.Before.Median)),
            ("predicted", report.PredictedMilliseconds, Figures.Milliseconds(report.PredictedMilliseconds)),
            ("after", report.Result.After.Median,
                $"{Figures.Milliseconds(report.Result.After.Median)}, {Figures.Speedup(speed.PairedSpeedup)}"),
        ]));
        html.Append("<table><tr><th></th><th>before</th><th>after</th><th></th></tr>\n");
        foreach (var row in report.QualityRows)
        {
            Row(html, row.Name, row.Before, row.After, row.Note);
        }

        var (first, second) = (report.Before, report.After);
        Row(html, "speed-up", "", Figures.Speedup(speed.PairedSpeedup), Figures.Speedup(speed));
        Row(html, "depth", $"{first.Depth}", $"{second.Depth}", "convolutions in a row");
        Row(html, "multiply-accumulates", Figures.Count(first.MultiplyAccumulates), Figures.Count(second.MultiplyAccumulates),
            "one sample");
        Row(html, "parameters", Figures.Count(first.Parameters), Figures.Count(second.Parameters), "");
        if (first.Bytes is { } before2 && second.Bytes is { } after2)
        {
            Row(html, "file", Figures.Bytes(before2), Figures.Bytes(after2), "");
        }

        html.Append("</table>\n");
    }

    private static void AppendPlan(StringBuilder html, CompressionReport report)
    {
        html.Append("<h2>Plan</h2>\n<table><tr><th>from</th><th>to</th><th>how</th><th>saves</th><th>importance</th></tr>\n");
        foreach (var segment in report.Result.Plan.Segments)
        {
            html.Append($"<tr><td>{Encode(segment.First)}</td><td>{Encode(segment.Last)}</td><td>{Encode(Figures.How(segment))}</td>");
            html.Append($"<td class=\"n\">{Figures.Milliseconds(segment.SavedMilliseconds)}</td>");
            html.Append($"<td class=\"n\">{Figures.Change(segment.Importance)}</td></tr>\n");
        }

        html.Append("</table>\n");
    }

    private static void Row(StringBuilder html, string name, string before, string after, string note)
    {
        html.Append($"<tr><td>{Encode(name)}</td><td class=\"n\">{Encode(before)}</td>");
        html.Append($"<td class=\"n\">{Encode(after)}</td><td>{Encode(note)}</td></tr>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}

using System.Text.Json;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>How something was trained.</summary>
internal static class TrainingParts
{
    /// <summary>Lines and curves; nothing where there was no training.</summary>
    internal static IEnumerable<ReportBlock> Of(JsonElement report, string property, string title)
    {
        if (!report.TryGetProperty(property, out var json) || json.ValueKind is not JsonValueKind.Object)
        {
            yield break;
        }

        var facts = TrainingJson.Read(json);
        yield return new ReportBlock.Heading(title);
        yield return new ReportBlock.List([.. TrainingText.Lines(facts).Select(line => (line, (bool?)null))]);
        if (Text(report, "whyNotKept") is { } why)
        {
            yield return new ReportBlock.Paragraph($"The trained weights are not used: {why}", IsBad: true);
        }

        var loss = new ChartSeries("loss", SeriesLook.Smooth, [.. facts.History.Select(entry => ((double)entry.Step, entry.Loss))]);
        var quality = new ChartSeries(facts.Metric ?? "quality", SeriesLook.Line,
            [.. facts.Validations.Select(entry => ((double)entry.Step, entry.Metric))], IsOnRight: loss.Points.Length > 0);
        ImmutableArray<ChartSeries> series = [.. new[] { loss, quality }.Where(one => one.Points.Length > 0)];
        if (series.Length > 0)
        {
            yield return new ReportBlock.Chart(facts.ResumedFrom > 0
                ? $"Loss and validation over steps; what came before step {facts.ResumedFrom} was an earlier run"
                : "Loss (left) and validation (right) over steps", "step", series);
        }
    }
}

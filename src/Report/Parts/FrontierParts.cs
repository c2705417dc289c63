using System.Text.Json;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>The plans that were to be had, and the chosen one.</summary>
internal static class FrontierParts
{
    /// <summary>The chart; a table where changes are not known.</summary>
    internal static IEnumerable<ReportBlock> Of(JsonElement report)
    {
        var points = report.GetProperty("frontier").EnumerateArray().Select(point => (X: Number(point, "speedup"), Y: Number(point, "change"))).ToImmutableArray();
        yield return new ReportBlock.Heading("Frontier, predicted");
        if (!points.Any(point => double.IsFinite(point.Y)))
        {
            yield return new ReportBlock.Paragraph("The method estimates no change of quality, so there is no frontier to show.");
            yield break;
        }

        var metric = Text(report, "planMetric") ?? "quality";
        var series = ImmutableArray.Create(new ChartSeries($"change of {metric}", SeriesLook.Line, points));
        if (report.TryGetProperty("chosen", out var chosen) && chosen.ValueKind is JsonValueKind.Object)
        {
            series = series.Add(new ChartSeries("the chosen plan", SeriesLook.Marks, [(Number(chosen, "speedup"), Number(chosen, "change"))]));
        }

        yield return new ReportBlock.Paragraph($"The best plan at every speed, as the tables predict it before weights are solved for together; {points.Length} plans.");
        yield return new ReportBlock.Chart($"Change of {metric} over speed-up", "speed-up", series);
    }
}

using System.Text.Json;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>What was promised, and what was measured.</summary>
internal static class RoundParts
{
    /// <summary>The way of the closed loop, and the three figures of the end.</summary>
    internal static IEnumerable<ReportBlock> Of(JsonElement report)
    {
        var latency = report.GetProperty("latency");
        yield return new ReportBlock.Heading("Predicted against measured");
        yield return new ReportBlock.Bars([Bar("before", "beforeMs"), Bar("by tables", "tablePredictedMs"), Bar("closed loop", "predictedMs"), Bar("after", "afterMs")]);
        yield return new ReportBlock.Table([("", false), ("milliseconds", true), ("against measured", true)],
        [
            Row("added up from the tables", Number(latency, "tablePredictedMs")),
            Row("measured in the closed loop, before weights were solved for", Number(latency, "predictedMs")),
            Row("measured in the end", Number(latency, "afterMs")),
        ]);
        if (!report.TryGetProperty("rounds", out var rounds) || rounds.GetArrayLength() == 0)
        {
            yield break;
        }

        var target = 1 / Number(report, "targetSpeedup");
        var all = rounds.EnumerateArray().Select((round, index) => (Number: index + 1.0, Round: round)).ToImmutableArray();
        yield return new ReportBlock.Paragraph("Each round solves for a plan, measures it as a whole, and corrects the budget by what the tables were off.");
        yield return new ReportBlock.Chart("Part of the original's latency, round by round", "round",
        [
            new ChartSeries("predicted", SeriesLook.Line, [.. all.Select(one => (one.Number, Number(one.Round, "predicted")))]),
            new ChartSeries("measured", SeriesLook.Line, [.. all.Select(one => (one.Number, Number(one.Round, "measured")))]),
            new ChartSeries("target", SeriesLook.Dashed, [.. all.Select(one => (one.Number, target))]),
        ]);

        (string, double, string) Bar(string name, string property) =>
            (name, Number(latency, property), Figures.Milliseconds(Number(latency, property)));

        ImmutableArray<string> Row(string name, double value) =>
            [name, Figures.Milliseconds(value), Figures.Text(100 * ((value / Number(latency, "afterMs")) - 1), "+0.0 '%';-0.0 '%';0.0 '%'")];
    }
}

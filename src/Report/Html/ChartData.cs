using System.Text.Json.Nodes;

namespace DepthCompress.Report;

/// <summary>The figures of a page's charts, as JSON that the page carries.</summary>
internal sealed class ChartData
{
    private const int Digits = 7;
    private readonly JsonArray charts = [];

    /// <summary>Whether the page has no chart.</summary>
    internal bool IsEmpty => charts.Count == 0;

    /// <summary>Adds a chart and returns its number.</summary>
    internal int Add(ReportBlock.Chart chart)
    {
        charts.Add(new JsonObject
        {
            ["x"] = chart.XTitle,
            ["series"] = new JsonArray([.. chart.Series.Select(Of)]),
        });
        return charts.Count - 1;
    }

    /// <summary>Every character that could end a script is escaped.</summary>
    internal string ToJson() => charts.ToJsonString();

    private static JsonNode Of(ChartSeries series) => new JsonObject
    {
        ["name"] = series.Name,
        ["look"] = $"{series.Look}".ToLowerInvariant(),
        ["right"] = series.IsOnRight,
        ["points"] = new JsonArray([.. series.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))
            .Select(JsonNode (point) => new JsonArray(Round(point.X), Round(point.Y)))]),
    };

    private static double Round(double value) => value == 0 ? 0
        : Math.Round(value, Math.Clamp(Digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15));
}

using System.Text.Json;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>The few figures that matter.</summary>
internal static class FactParts
{
    /// <summary>Speed, quality, depth and size.</summary>
    internal static IEnumerable<(string Label, string Value, string Note, bool? IsGood)> Cards(JsonElement report)
    {
        var latency = report.GetProperty("latency");
        var (low, high) = (Number(latency, "speedupLow"), Number(latency, "speedupHigh"));
        yield return ("speed-up, measured", Figures.Speedup(Number(latency, "speedup")),
            $"95 % interval {Figures.Speedup(low)} to {Figures.Speedup(high)}; {Figures.Milliseconds(Number(latency, "beforeMs"))} to {Figures.Milliseconds(Number(latency, "afterMs"))}",
            low > 1 ? true : high < 1 ? false : null);
        if (report.GetProperty("qualities").EnumerateArray().Where(quality => Text(quality, "stage") is not { } stage || stage.Length > 0)
            .LastOrDefault(quality => Text(quality, "metric") == FirstMetric(report)) is { ValueKind: JsonValueKind.Object } last)
        {
            yield return Quality(last);
        }

        var (before, after) = (report.GetProperty("before"), report.GetProperty("after"));
        yield return Count("depth", "depth", value => Figures.Text(value, "0"), "convolutions in a row");
        yield return Count("multiply-accumulates", "macs", Figures.Count, "a sample");
        yield return after.TryGetProperty("bytes", out _) && before.TryGetProperty("bytes", out _)
            ? Count("file", "bytes", Figures.Bytes, "") : Count("parameters", "parameters", Figures.Count, "");

        (string, string, string, bool?) Count(string name, string property, Func<double, string> spell, string what)
        {
            var (first, second) = (Number(before, property), Number(after, property));
            var less = Figures.Text(100 * (second - first) / Math.Max(1, first), "+0;-0;0");
            return (name, spell(second), $"{less} % of {spell(first)} {what}".TrimEnd(), null);
        }
    }

    private static string? FirstMetric(JsonElement report) =>
        report.GetProperty("qualities").EnumerateArray().Select(quality => Text(quality, "metric")).FirstOrDefault();

    private static (string, string, string, bool?) Quality(JsonElement quality)
    {
        var metric = Required(quality, "metric");
        var change = ChangeOf(metric, quality);
        return (metric, Figures.Quality(metric, change.After), $"{Figures.Quality(metric, change.Before)} before; lost {Figures.Drop(change)}",
            change.DropHigh < 0 ? true : null);
    }
}

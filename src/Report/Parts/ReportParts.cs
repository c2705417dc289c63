using System.Text.Json;
using DepthCompress.Passes.Compression;

namespace DepthCompress.Report;

/// <summary>What JSON reports of every command have in common, as parts of a document.</summary>
internal static class ReportParts
{
    /// <summary>Columns of a table of results.</summary>
    internal static ImmutableArray<(string Title, bool IsNumber)> ResultColumns { get; } = [("", false), ("before", true), ("after", true), ("", false)];

    /// <summary>A line about latency.</summary>
    internal static ImmutableArray<string> Latency(JsonElement latency) =>
    [
        "latency", Figures.Milliseconds(Number(latency, "beforeMs")), Figures.Milliseconds(Number(latency, "afterMs")), Speedup(latency),
    ];

    /// <summary>A speed-up with its interval.</summary>
    internal static string Speedup(JsonElement speed) => $"{Figures.Speedup(Number(speed, "speedup"))} (95 % interval "
        + $"{Figures.Speedup(Number(speed, "speedupLow"))} to {Figures.Speedup(Number(speed, "speedupHigh"))})";

    /// <summary>A line about one measure of quality.</summary>
    internal static ImmutableArray<string> Quality(string name, JsonElement quality)
    {
        var metric = quality.GetProperty("metric").GetString()!;
        return
        [
            name, Figures.Quality(metric, Number(quality, "before")), Figures.Quality(metric, Number(quality, "after")),
            $"loss {Figures.Drop(ChangeOf(metric, quality))}, {Number(quality, "samples")} samples",
        ];
    }

    /// <summary>Lines about what was counted.</summary>
    internal static IEnumerable<ImmutableArray<string>> Counts(JsonElement report)
    {
        var (before, after) = (report.GetProperty("before"), report.GetProperty("after"));
        yield return Count("depth", "depth", value => Figures.Text(value, "0"));
        yield return Count("multiply-accumulates", "macs", Figures.Count);
        yield return Count("parameters", "parameters", Figures.Count);
        if (after.TryGetProperty("bytes", out _) && before.TryGetProperty("bytes", out _))
        {
            yield return Count("file", "bytes", Figures.Bytes);
        }

        ImmutableArray<string> Count(string name, string property, Func<double, string> spell)
        {
            var (first, second) = (Number(before, property), Number(after, property));
            return [name, spell(first), spell(second), Figures.Text(100 * second / Math.Max(1, first), "0.0 '%'")];
        }
    }

    /// <summary>What was proved.</summary>
    internal static ReportBlock.List Checks(JsonElement report) => new(
    [
        .. report.GetProperty("checks").EnumerateArray().Select(check => (
            $"{check.GetProperty("check").GetString()} ({check.GetProperty("finding").GetString()})", (bool?)check.GetProperty("passed").GetBoolean())),
    ]);

    /// <summary>What stands at the very end.</summary>
    internal static string Imprint(JsonElement report) => $"Made by DepthCompress {Text(report, "version")}"
        + (Text(report, "created") is { } created ? $" on {created[..Math.Min(10, created.Length)]}." : ".");

    /// <summary>What was warned of.</summary>
    internal static IEnumerable<ReportBlock> Warnings(JsonElement report) =>
        Lines(report, "warnings").Select(warning => new ReportBlock.Paragraph(warning, IsBad: true));

    /// <summary>Lines of text in a property; empty where it is missing.</summary>
    internal static IEnumerable<string> Lines(JsonElement report, string property) =>
        report.TryGetProperty(property, out var lines) ? lines.EnumerateArray().Select(line => line.GetString()!) : [];

    /// <summary>A number; NaN where it is null or missing.</summary>
    internal static double Number(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetDouble() : double.NaN;

    /// <summary>A text; null where it is null or missing.</summary>
    internal static string? Text(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    /// <summary>A text that is there.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    internal static string Required(JsonElement json, string property) =>
        Text(json, property) ?? throw new FormatException($"'{property}' is missing or is no text");

    /// <summary>One measure.</summary>
    internal static QualityChange ChangeOf(string metric, JsonElement quality) => new(metric, Number(quality, "before"), Number(quality, "after"),
        Number(quality, "dropLow"), Number(quality, "dropHigh"), (int)Number(quality, "samples"));
}

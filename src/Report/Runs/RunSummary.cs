using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>What a finished run comes to, read from its JSON report.</summary>
public sealed record RunSummary
{
    /// <summary>What it is called beside others.</summary>
    public required string Name { get; init; }

    /// <summary>The command that made it: <c>compress</c> or <c>prune</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The model, as it was named.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>How it ended.</summary>
    public required string Verdict { get; init; }

    /// <summary>Whether every check passed.</summary>
    public required bool IsVerified { get; init; }

    /// <summary>What its latencies are true of.</summary>
    public required string Machine { get; init; }

    /// <summary>The samples that its quality was judged by; empty without any.</summary>
    public required string Evaluation { get; init; }

    /// <summary>The original's and the result's latency.</summary>
    public required (double Before, double After) Milliseconds { get; init; }

    /// <summary>How many times as fast.</summary>
    public required Interval Speedup { get; init; }

    /// <summary>The first measure; null without data.</summary>
    public QualityChange? Quality { get; init; }

    /// <summary>Depth, multiply-accumulates, parameters and bytes of the result, with those of the original.</summary>
    public required ImmutableArray<(string Name, double Before, double After)> Counts { get; init; }

    /// <summary>Every setting, by its path.</summary>
    public required ImmutableSortedDictionary<string, string> Settings { get; init; }

    /// <summary>Reads a report.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="text">JSON, as <c>compress</c> and <c>prune</c> write it.</param>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static RunSummary Read(string name, string text) => ReportReader.Open(text, report => Of(name, report));

    private static RunSummary Of(string name, JsonElement report)
    {
        var latency = report.GetProperty("latency");
        var isNarrowing = Text(report, "schema") == ReportReader.PruneSchema;
        return new RunSummary
        {
            Name = name,
            Command = isNarrowing ? "prune" : "compress",
            Model = Required(report, "model"),
            ModelDigest = Required(report, "modelDigest"),
            Verdict = isNarrowing ? report.GetProperty("verified").GetBoolean() ? "narrowed" : "check failed" : Required(report, "verdict"),
            IsVerified = report.GetProperty("verified").GetBoolean(),
            Machine = Required(report, "machine"),
            Evaluation = EvaluationOf(report),
            Milliseconds = (Number(latency, "beforeMs"), Number(latency, "afterMs")),
            Speedup = new(Number(latency, "speedup"), Number(latency, "speedupLow"), Number(latency, "speedupHigh")),
            Quality = QualityOf(report),
            Counts = [.. CountsOf(report)],
            Settings = SettingsOf(report.GetProperty("configuration")),
        };
    }

    private static string EvaluationOf(JsonElement report) => report.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object
        ? $"{Number(data, "evaluationSamples")} samples of {Text(data, "evaluation")}" : Text(report, "data") ?? "";

    /// <summary>After the last stage, where there are several.</summary>
    private static QualityChange? QualityOf(JsonElement report)
    {
        var qualities = report.GetProperty("qualities").EnumerateArray().ToList();
        return qualities.Count == 0 ? null : Read(qualities.Last(quality => Text(quality, "metric") == Text(qualities[0], "metric")));

        static QualityChange Read(JsonElement quality) => ChangeOf(Required(quality, "metric"), quality) with
        {
            AfterInterval = new(Number(quality, "after"), Number(quality, "afterLow"), Number(quality, "afterHigh")),
        };
    }

    private static IEnumerable<(string Name, double Before, double After)> CountsOf(JsonElement report)
    {
        var (before, after) = (report.GetProperty("before"), report.GetProperty("after"));
        return new[] { "depth", "macs", "parameters", "bytes" }.Select(name => (name, Number(before, name), Number(after, name)));
    }

    private static ImmutableSortedDictionary<string, string> SettingsOf(JsonElement configuration)
    {
        var settings = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        Add("", configuration);
        return settings.ToImmutable();

        void Add(string path, JsonElement value)
        {
            if (value.ValueKind is not JsonValueKind.Object)
            {
                settings[path] = value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
                return;
            }

            foreach (var property in value.EnumerateObject())
            {
                Add(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value);
            }
        }
    }
}

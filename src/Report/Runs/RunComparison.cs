using System.Globalization;
using DepthCompress.Passes.Compression;

namespace DepthCompress.Report;

/// <summary>Finished runs side by side.</summary>
public sealed record RunComparison(ImmutableArray<RunSummary> Runs)
{
    /// <summary>The settings in which runs differ, with what each run says; empty where it says nothing.</summary>
    public ImmutableArray<(string Setting, ImmutableArray<string> Values)> Differences =>
    [
        .. Runs.SelectMany(run => run.Settings.Keys).Distinct().Order(StringComparer.Ordinal)
            .Select(setting => (setting, Values: Runs.Select(run => run.Settings.GetValueOrDefault(setting, "")).ToImmutableArray()))
            .Where(entry => entry.Values.Distinct().Count() > 1),
    ];

    /// <summary>Why figures of some runs cannot be held against those of others.</summary>
    public ImmutableArray<string> Cautions =>
    [
        .. Differing("The runs began with different models", run => $"{Path.GetFileName(run.Model)} ({run.ModelDigest[..Math.Min(12, run.ModelDigest.Length)]})"),
        .. Differing("Latencies are true of different machines", run => run.Machine),
        .. Differing("Quality was judged by different samples", run => run.Evaluation),
        .. Differing("Quality was measured differently", run => run.Quality?.Metric ?? "not at all"),
        "Each run was measured beside its own original at its own time: between runs, differences of a few percent say nothing.",
    ];

    /// <summary>The document.</summary>
    public ReportDocument ToDocument() => new($"{Runs.Length} runs side by side", Runs.All(run => run.IsVerified && run.Verdict is "met" or "narrowed"),
    [
        Table(), .. Cautions.Select(caution => new ReportBlock.Paragraph(caution)),
        new ReportBlock.Heading("Quality over speed"), Scatter() is { } scatter ? scatter : new ReportBlock.Paragraph("The runs have no measure in common."),
        new ReportBlock.Heading("Size"), Sizes(),
        new ReportBlock.Heading("Settings that differ"), Settings(),
        new ReportBlock.Heading("Runs"), new ReportBlock.List([.. Runs.Select(run => (
            $"{run.Name}: {run.Command} of {run.Model}, {run.Verdict}{(run.IsVerified ? ", verified" : ", NOT VERIFIED")}; on {run.Machine}", (bool?)null))]),
    ])
    {
        Kind = "runs compared",
        Imprint = "Made by DepthCompress.",
    };

    private ReportBlock.Table Table() => new(
        [("run", false), ("speed-up (95 %)", true), ("latency", true), ("quality (95 %)", true), ("loss", true), ("depth", true), ("verdict", false)],
        [.. Runs.Select(run => ImmutableArray.Create(
            run.Name, $"{Figures.Speedup(run.Speedup.Value)} ({Figures.Speedup(run.Speedup.Low)} to {Figures.Speedup(run.Speedup.High)})",
            Figures.Milliseconds(run.Milliseconds.After), run.Quality is { } quality ? Level(quality) : "", run.Quality is { } change ? Figures.Drop(change) : "",
            Figures.Text(run.Counts[0].After, "0"), run.Verdict))]);

    private static string Level(QualityChange quality)
    {
        var level = quality.AfterInterval;
        var range = double.IsFinite(level.Low) ? $" ({Figures.Quality(quality.Metric, level.Low)} to {Figures.Quality(quality.Metric, level.High)})" : "";
        return $"{quality.Metric} {Figures.Quality(quality.Metric, quality.After)}{range}";
    }

    private ReportBlock.Scatter? Scatter()
    {
        var metric = Runs.Select(run => run.Quality?.Metric).FirstOrDefault(name => name is not null);
        var shown = Runs.Where(run => run.Quality?.Metric == metric).ToList();
        return metric is null || shown.Count < 2 ? null : new ReportBlock.Scatter(metric, shown[0].Quality!.Before,
            [.. shown.Select(run => new ScatterPoint(run.Name, run.Speedup, double.IsFinite(run.Quality!.AfterInterval.Low)
                ? run.Quality.AfterInterval : new(run.Quality.After, run.Quality.After, run.Quality.After)))]);
    }

    private ReportBlock.Table Sizes() => new(
        [("run", false), ("depth", true), ("multiply-accumulates", true), ("parameters", true), ("file", true)],
        [.. Runs.Select(run => (ImmutableArray<string>)[run.Name, .. run.Counts.Select(Count)])]);

    private static string Count((string Name, double Before, double After) count)
    {
        Func<double, string> spell = count.Name switch
        {
            "depth" => value => Figures.Text(value, "0"),
            "bytes" => Figures.Bytes,
            _ => Figures.Count,
        };
        return double.IsFinite(count.After) ? $"{spell(count.Before)} to {spell(count.After)}" : "";
    }

    private ReportBlock Settings() => Differences is { IsEmpty: false } differences
        ? new ReportBlock.Table([("setting", false), .. Runs.Select(run => (run.Name, false))],
            [.. differences.Select(entry => (ImmutableArray<string>)[entry.Setting, .. entry.Values])])
        : new ReportBlock.Paragraph("None: the runs had the same settings.");

    private IEnumerable<string> Differing(string what, Func<RunSummary, string> of) => Runs.Select(of).Distinct().ToArray() is { Length: > 1 } all
        ? [string.Create(CultureInfo.InvariantCulture, $"{what}: {string.Join("; ", all)}.")] : [];
}

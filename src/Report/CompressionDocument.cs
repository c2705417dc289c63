using System.Text.Json;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>The JSON of <c>compress</c> as a document.</summary>
internal static class CompressionDocument
{
    /// <summary>The document of a report of schema <see cref="JsonReport.Schema"/>.</summary>
    internal static ReportDocument Of(JsonElement report)
    {
        var (latency, verdict) = (report.GetProperty("latency"), Text(report, "verdict")!);
        return new($"{Path.GetFileName(Text(report, "model"))}: {verdict}", verdict == "met",
        [
            new ReportBlock.Paragraph($"{Text(report, "explanation")}."),
            new ReportBlock.Bars([Bar("before", "beforeMs"), Bar("predicted", "predictedMs"), Bar("after", "afterMs")]),
            new ReportBlock.Table(ResultColumns, [Latency(latency), .. Qualities(report), .. Counts(report)]),
            .. Plan(report), .. Frontier(report), .. Training(report, "training", "Fine-tuning"),
            new ReportBlock.Heading("Checks"), Checks(report), .. Run(report),
        ]);

        (string, double, string) Bar(string name, string property) =>
            (name, Number(latency, property), Figures.Milliseconds(Number(latency, property)));
    }

    private static IEnumerable<ImmutableArray<string>> Qualities(JsonElement report) =>
        report.GetProperty("qualities").EnumerateArray().Select(quality => Quality(Text(quality, "metric")!, quality));

    private static IEnumerable<ReportBlock> Plan(JsonElement report) =>
    [
        new ReportBlock.Heading("Plan"),
        new ReportBlock.Table([("from", false), ("to", false), ("how", false), ("saves", true), ("importance", true)],
            [.. report.GetProperty("segments").EnumerateArray().Select(segment => ImmutableArray.Create(Text(segment, "first")!,
                Text(segment, "last")!, $"{Text(segment, "family")} {Text(segment, "kernel")}".TrimEnd(),
                Figures.Milliseconds(Number(segment, "savedMs")), Figures.Change(Number(segment, "importance"))))]),
    ];

    private static IEnumerable<ReportBlock> Frontier(JsonElement report) =>
    [
        new ReportBlock.Heading("Frontier, predicted"),
        new ReportBlock.Table([("latency", true), ("speed-up", true), ("change", true)],
            [.. report.GetProperty("frontier").EnumerateArray().Select(point => ImmutableArray.Create(
                Figures.Milliseconds(Number(point, "ms")), Figures.Speedup(Number(point, "speedup")), Figures.Change(Number(point, "change"))))]),
    ];

    private static IEnumerable<ReportBlock> Run(JsonElement report)
    {
        var data = report.GetProperty("data");
        var seconds = report.GetProperty("seconds").EnumerateObject().Select(stage => (stage.Name, stage.Value.GetDouble(),
            Figures.Duration(stage.Value.GetDouble()))).ToImmutableArray();
        return
        [
            new ReportBlock.Heading("Run"), new ReportBlock.Bars(seconds),
            new ReportBlock.Paragraph($"{Text(report, "machine")}; peak memory {Figures.Bytes(Number(report, "peakMemoryBytes"))}; "
                + $"version {Text(report, "version")}."),
            new ReportBlock.Paragraph($"Calibration: {Number(data, "calibrationSamples")} samples of {Text(data, "calibration")}; "
                + $"evaluation: {Number(data, "evaluationSamples")} samples of {Text(data, "evaluation")}."),
            new ReportBlock.Paragraph($"SHA-256 of the model: {Text(report, "modelDigest")}"),
            .. Lines(report, "warnings").Select(warning => new ReportBlock.Paragraph(warning, IsBad: true)),
            new ReportBlock.Json(report.GetProperty("configuration").GetRawText()),
        ];
    }
}

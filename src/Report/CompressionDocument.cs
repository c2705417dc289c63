using System.Text.Json;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>The JSON of <c>compress</c> as a document.</summary>
internal static class CompressionDocument
{
    /// <summary>The document of a report of schema <see cref="JsonReport.Schema"/>.</summary>
    internal static ReportDocument Of(JsonElement report)
    {
        var (latency, verdict) = (report.GetProperty("latency"), Required(report, "verdict"));
        return new($"{Path.GetFileName(Text(report, "model"))}: {verdict}", verdict == "met",
        [
            new ReportBlock.Facts([VerdictCard(report), .. FactParts.Cards(report)]),
            new ReportBlock.Paragraph(Sentence(Required(report, "explanation"))),
            .. Warnings(report),
            new ReportBlock.Table(ResultColumns, [Latency(latency), .. Qualities(report), .. Counts(report)]),
            new ReportBlock.Heading("What next"), NextSteps.OfCompression(report),
            .. LayerParts.Map(report), .. Plan(report), .. FrontierParts.Of(report), .. CandidateParts.Of(report), .. RoundParts.Of(report),
            .. QualityParts.Of(report), .. TrainingParts.Of(report, "training", "Fine-tuning"),
            new ReportBlock.Heading("Checks"), Checks(report), .. Certificates(report), .. RunParts.Of(report, Samples(report)),
        ])
        {
            Kind = "compression report",
            Imprint = Imprint(report),
        };
    }

    private static (string, string, string, bool?) VerdictCard(JsonElement report) => Text(report, "verdict") switch
    {
        "met" => ("verdict", "target met", $"asked for {Figures.Speedup(Number(report, "targetSpeedup"))}", true),
        "targetMissed" => ("verdict", "target missed", $"faster, but asked for {Figures.Speedup(Number(report, "targetSpeedup"))}", false),
        "qualityFloorBroken" => ("verdict", "too much lost", "the original is kept", false),
        "notFaster" => ("verdict", "not faster", "the original is kept", false),
        _ => ("verdict", "inconclusive", "the machine was too noisy; the original is kept", false),
    };

    private static string Sentence(string words) => words.Length == 0 ? "" : $"{char.ToUpperInvariant(words[0])}{words[1..]}.";

    private static IEnumerable<ImmutableArray<string>> Qualities(JsonElement report) =>
        report.GetProperty("qualities").EnumerateArray().Select(quality => Quality(Required(quality, "metric"), quality));

    private static IEnumerable<ReportBlock> Plan(JsonElement report) =>
    [
        new ReportBlock.Heading("Plan"),
        new ReportBlock.Table([("from", false), ("to", false), ("how", false), ("saves", true), ("importance", true)],
            [.. report.GetProperty("segments").EnumerateArray().Select(segment => ImmutableArray.Create(Required(segment, "first"),
                Required(segment, "last"), LayerParts.How(segment),
                Figures.Milliseconds(Number(segment, "savedMs")), Figures.Change(Number(segment, "importance"))))]),
    ];

    private static IEnumerable<ReportBlock> Certificates(JsonElement report)
    {
        if (report.TryGetProperty("certificates", out var certificates) && certificates.GetArrayLength() > 0)
        {
            yield return new ReportBlock.Paragraph("Every convolution that was merged after training, against its parts, by impulse responses in "
                + "double precision:");
            yield return new ReportBlock.Table([("merged", false), ("relative error", true), ("allowed", true), ("padding", false), ("holds", false)],
                [.. certificates.EnumerateArray().Select(one => ImmutableArray.Create(Required(one, "name"), Figures.Text(Number(one, "error"), "0.0e+0"),
                    Figures.Text(Number(one, "allowed"), "0.0e+0"), one.GetProperty("paddingMoved").GetBoolean() ? "moved to the front" : "as it was",
                    one.GetProperty("holds").GetBoolean() ? "yes" : "NO"))]);
        }
    }

    private static ImmutableArray<(string Name, string Value)> Samples(JsonElement report)
    {
        var data = report.GetProperty("data");
        return
        [
            ("calibration", $"{Number(data, "calibrationSamples")} samples of {Text(data, "calibration")}"),
            ("evaluation", $"{Number(data, "evaluationSamples")} samples of {Text(data, "evaluation")}"),
        ];
    }
}

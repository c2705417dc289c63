using System.Text.Json;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>The JSON of <c>prune</c> as a document.</summary>
internal static class PruneDocument
{
    /// <summary>The document of a report of schema <c>depthcompress/prune/2</c>.</summary>
    internal static ReportDocument Of(JsonElement report)
    {
        var verified = report.GetProperty("verified").GetBoolean();
        return new($"{Path.GetFileName(Text(report, "model"))}: {(verified ? "narrowed" : "a check failed")}", verified,
        [
            new ReportBlock.Facts([("verdict", verified ? "verified" : "a check failed", Text(report, "target") ?? "", verified), .. FactParts.Cards(report)]),
            new ReportBlock.Paragraph($"Method {Text(report, "method")}; asked for: {Text(report, "target")}."
                + (report.GetProperty("depthFirst").GetBoolean() ? " Layers were merged first." : "")),
            .. Warnings(report), .. Result(report), new ReportBlock.Heading("What next"), NextSteps.OfNarrowing(report),
            .. Widths(report), .. Layers(report), .. Notes(report), .. QualityParts.Of(report),
            .. TrainingParts.Of(report, "learning", "Learning what to keep"), .. TrainingParts.Of(report, "training", "Fine-tuning"),
            new ReportBlock.Heading("Checks"), Checks(report), .. RunParts.Of(report, [("data", Text(report, "data") ?? "")]),
        ])
        {
            Kind = "narrowing report",
            Imprint = Imprint(report),
        };
    }

    private static IEnumerable<ReportBlock> Result(JsonElement report)
    {
        var latency = report.GetProperty("latency");
        var bars = new List<(string, double, string)> { Bar("before", "beforeMs"), Bar("after", "afterMs") };
        var rows = new List<ImmutableArray<string>> { Latency(latency) };
        if (latency.TryGetProperty("dense", out var dense))
        {
            bars.Insert(1, ("zeros in place", Number(dense, "ms"), Figures.Milliseconds(Number(dense, "ms"))));
            rows.Add(["latency with zeros in place", Figures.Milliseconds(Number(dense, "ms")),
                Figures.Milliseconds(Number(latency, "afterMs")), Speedup(dense)]);
        }

        rows.AddRange(report.GetProperty("qualities").EnumerateArray()
            .Select(quality => Quality($"{Text(quality, "metric")}, {Text(quality, "stage")}", quality)));
        rows.AddRange(Counts(report));
        var removed = report.GetProperty("removed");
        yield return new ReportBlock.Bars([.. bars]);
        yield return new ReportBlock.Table(ResultColumns, [.. rows]);
        yield return new ReportBlock.Table([("removed", false), ("multiply-accumulates", true), ("parameters", true)],
        [
            ["whole network", Percent(Number(removed, "macs")), Percent(Number(removed, "parameters"))],
            ["prunable convolutions, as the papers count", Percent(Number(removed, "prunableMacs")), Percent(Number(removed, "prunableParameters"))],
        ]);

        (string, double, string) Bar(string name, string property) =>
            (name, Number(latency, property), Figures.Milliseconds(Number(latency, property)));
    }

    private static IEnumerable<ReportBlock> Layers(JsonElement report)
    {
        var layers = report.GetProperty("layers").EnumerateArray().ToList();
        if (layers.Count == 0)
        {
            yield break;
        }

        yield return new ReportBlock.Heading("Layers");
        yield return new ReportBlock.Widths("Kernels kept, in hundredths",
            [.. layers.Select(layer => (Required(layer, "name"), 100.0, Math.Round(100 * Number(layer, "density"), 1)))]);
        yield return new ReportBlock.Table(
            [("layer", false), ("channels to filters", true), ("kernels left", true), ("branches", false), ("written as", false), ("measured", false)],
            [.. layers.Select(Layer)]);
    }

    private static ImmutableArray<string> Layer(JsonElement layer) =>
    [
        Required(layer, "name"),
        $"{Number(layer, "channels")} to {Number(layer, "filters")}",
        Percent(Number(layer, "density")),
        string.Join(", ", layer.GetProperty("branches").EnumerateArray()
            .Select(branch => $"{Number(branch, "channels")} to {Number(branch, "filters")}")),
        Required(layer, "layout"),
        string.Join(", ", layer.GetProperty("ms").EnumerateObject()
            .Select(time => $"{time.Name} {Figures.Milliseconds(time.Value.ValueKind is JsonValueKind.Number ? time.Value.GetDouble() : double.NaN)}")),
    ];

    /// <summary>How wide layers were, and are.</summary>
    private static IEnumerable<ReportBlock> Widths(JsonElement report)
    {
        var groups = report.GetProperty("groups").EnumerateArray().Select(group =>
            (Name: Required(group, "name"), Before: Number(group, "units"), After: Number(group, "kept"))).ToImmutableArray();
        if (groups.IsEmpty)
        {
            yield break;
        }

        yield return new ReportBlock.Heading("Groups of channels");
        yield return new ReportBlock.Paragraph("Channels that belong together are kept or removed together; a group bears the name of its first layer.");
        yield return new ReportBlock.Widths("Channels kept", groups);
        yield return new ReportBlock.Table([("first layer", false), ("before", true), ("kept", true)],
            [.. groups.Select(group => ImmutableArray.Create(group.Name, $"{group.Before}", $"{group.After}"))])
        {
            FoldedAs = "Figures",
        };
    }

    private static IEnumerable<ReportBlock> Notes(JsonElement report) => Lines(report, "notes").ToList() is { Count: > 0 } notes
        ? [new ReportBlock.Heading("Decision"), new ReportBlock.List([.. notes.Select(note => (note, (bool?)null))])] : [];

    private static string Percent(double part) => Figures.Text(100 * part, "0.0 '%'");
}

using System.Text.Json;
using static DepthCompress.Report.ReportParts;

namespace DepthCompress.Report;

/// <summary>What became of every layer, drawn and as a table.</summary>
internal static class LayerParts
{
    /// <summary>A map for every chain; nothing in reports of versions that did not write them.</summary>
    internal static IEnumerable<ReportBlock> Map(JsonElement report)
    {
        var chains = Chains(report);
        if (chains.IsEmpty)
        {
            yield break;
        }

        ImmutableArray<string> decisions = [.. report.GetProperty("segments").EnumerateArray().Select(segment =>
            $"{How(segment)}, saves {Figures.Milliseconds(Number(segment, "savedMs"))}, change {Figures.Change(Number(segment, "importance"))}")];
        yield return new ReportBlock.Heading("Layers, before and after");
        foreach (var (number, chain) in chains.Select((chain, index) => (index + 1, chain)))
        {
            if (chains.Length > 1)
            {
                yield return new ReportBlock.Subheading($"Chain {number}: {chain.Layers.Length} layers, up to {chain.End}");
            }

            yield return new ReportBlock.LayerMap(chain, decisions);
            yield return new ReportBlock.Table([("#", true), ("layer", false), ("form", false), ("fate", false), ("why", false)],
                [.. chain.Layers.Select((layer, index) => ImmutableArray.Create($"{index + 1}", layer.Name, layer.Form, layer.Fate, layer.Why))])
            {
                FoldedAs = "Every layer, and why",
            };
        }

        yield return new ReportBlock.Paragraph("Arcs are the shortcuts that additions join; dashed ones compute something on the way.");
    }

    /// <summary>What is done with a segment: <c>fit 3x3</c>.</summary>
    internal static string How(JsonElement segment)
    {
        var channels = segment.TryGetProperty("channels", out var count) ? $" {count.GetInt32()}" : "";
        return $"{Text(segment, "family")}{channels} {Text(segment, "kernel")}".TrimEnd();
    }

    /// <summary>The chains of a report.</summary>
    internal static ImmutableArray<ChainFacts> Chains(JsonElement report) => !report.TryGetProperty("chains", out var chains) ? [] :
    [
        .. chains.EnumerateArray().Select(chain => new ChainFacts(
            [.. chain.GetProperty("layers").EnumerateArray().Select(layer => new LayerFacts(Required(layer, "name"), Required(layer, "form"),
                Required(layer, "fate"), Required(layer, "why"), layer.TryGetProperty("segment", out var segment) ? segment.GetInt32() : null))],
            [.. chain.GetProperty("skips").EnumerateArray().Select(skip =>
                (skip.GetProperty("from").GetInt32(), skip.GetProperty("to").GetInt32(), Required(skip, "shortcut")))],
            Required(chain, "end"))),
    ];
}

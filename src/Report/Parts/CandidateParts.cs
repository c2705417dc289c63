using System.Text.Json;

namespace DepthCompress.Report;

/// <summary>Everything that could have been done, as maps over the layers.</summary>
internal static class CandidateParts
{
    private const int Shown = 60;

    /// <summary>The maps; nothing in reports of versions that did not write candidates.</summary>
    internal static IEnumerable<ReportBlock> Of(JsonElement report)
    {
        if (!report.TryGetProperty("candidates", out var rows) || rows.GetArrayLength() == 0)
        {
            yield break;
        }

        var chains = LayerParts.Chains(report);
        var candidates = rows.EnumerateArray().Select(Read).ToImmutableArray();
        yield return new ReportBlock.Heading("Candidates");
        yield return new ReportBlock.Paragraph($"{candidates.Length} ways to realize runs of layers were considered. Each cell is the best of one run: "
            + "its first layer stands on the left, its last one on top. Blue saves or gains, orange costs; what the plan took is framed.");
        foreach (var group in candidates.GroupBy(one => one.Chain).Where(group => chains[group.Key].Layers.Length > 1))
        {
            foreach (var block in Maps(group, chains[group.Key], chains.Length > 1 ? $", chain {group.Key + 1}" : ""))
            {
                yield return block;
            }
        }

        yield return new ReportBlock.Table([("from", false), ("to", false), ("how", false), ("saves", true), ("change", true), ("", false)],
            [.. candidates.Where(one => double.IsFinite(one.SavedMilliseconds)).OrderByDescending(one => one.IsChosen)
                .ThenByDescending(one => one.SavedMilliseconds).Take(Shown).Select(one => Row(one, chains))])
        {
            FoldedAs = $"The plan's candidates, and those that save most (up to {Shown})",
        };
    }

    private static IEnumerable<ReportBlock> Maps(IEnumerable<CandidateFacts> candidates, ChainFacts chain, string suffix)
    {
        var runs = candidates.GroupBy(one => (one.First, one.Last)).ToList();
        yield return new ReportBlock.HeatMap($"Saved milliseconds{suffix}", chain.Layers.Length,
            [.. runs.Select(run => Cell(run, chain, run.Where(one => double.IsFinite(one.SavedMilliseconds)).MaxBy(one => one.SavedMilliseconds), one => one.SavedMilliseconds))],
            Figures.Milliseconds);
        if (runs.Any(run => run.Any(one => double.IsFinite(one.Change))))
        {
            yield return new ReportBlock.HeatMap($"Importance: change of quality{suffix}", chain.Layers.Length,
                [.. runs.Select(run => Cell(run, chain, run.Where(one => double.IsFinite(one.Change)).MaxBy(one => one.Change), one => one.Change))],
                Figures.Change);
        }
    }

    private static (int, int, double, string, bool) Cell(
        IGrouping<(int First, int Last), CandidateFacts> run, ChainFacts chain, CandidateFacts? best, Func<CandidateFacts, double> value)
    {
        var (first, last) = run.Key;
        var names = first == last ? chain.Layers[first].Name : $"{chain.Layers[first].Name} to {chain.Layers[last].Name}";
        var what = best is null ? "not looked at: it saves nothing"
            : $"{best.How} saves {Figures.Milliseconds(best.SavedMilliseconds)}, change {Figures.Change(best.Change)}";
        return (first, last, best is null ? double.NaN : value(best), $"{first + 1} to {last + 1}, {names}: {what}", run.Any(one => one.IsChosen));
    }

    private static ImmutableArray<string> Row(CandidateFacts one, ImmutableArray<ChainFacts> chains) =>
    [
        chains[one.Chain].Layers[one.First].Name, chains[one.Chain].Layers[one.Last].Name, one.How, Figures.Milliseconds(one.SavedMilliseconds),
        Figures.Change(one.Change), one.IsChosen ? "in the plan" : "",
    ];

    private static CandidateFacts Read(JsonElement row) => new(row[0].GetInt32(), row[1].GetInt32(), row[2].GetInt32(), row[3].GetString()!,
        Or(row[4]), Or(row[5]), row[6].GetBoolean());

    private static double Or(JsonElement number) => number.ValueKind is JsonValueKind.Number ? number.GetDouble() : double.NaN;
}

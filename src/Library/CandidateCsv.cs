using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>
/// Latencies of segments as the published programs exchange them: <c>id,st,end,time,stdev</c>. Ours are savings, found in context; every
/// site is charged the
/// same share of the network and a segment what its sites are charged minus the most that can be saved, so that the rows of a plan add up
/// to its latency.
/// </summary>
internal static class CandidateCsv
{
    /// <summary>The chain that such a table is about: the one of a layer site, or the first.</summary>
    /// <exception cref="DiagnosticException">DC2102: there is no such layer site.</exception>
    internal static int ChainOf(Workflow workflow, string? site)
    {
        var found = site is null ? 0 : workflow.Chains.ToList().FindIndex(chain => chain.Sites.Any(one => one.Name == site));
        return found >= 0 && found < workflow.Chains.Length ? found
            : throw SettingValues.Bad("--first-site", site ?? "", "the network has no such layer site");
    }

    /// <summary>The rows of one chain.</summary>
    internal static string Export(Workflow workflow, int chain, LatencyTable latency)
    {
        var length = workflow.Chains[chain].Length;
        var share = latency.OriginalMilliseconds / workflow.Chains.Sum(one => one.Length);
        var best = latency.Saved.Where(pair => pair.Key.Chain == chain).GroupBy(pair => pair.Key.Segment)
            .ToDictionary(group => group.Key, group => group.Max(pair => pair.Value));
        var rows =
            from start in Enumerable.Range(0, length)
            from end in Enumerable.Range(start + 1, length - start)
            let segment = new Segment(start, end)
            where segment.Length == 1 || best.ContainsKey(segment)
            select new SegmentLatency(segment, (share * segment.Length) - (segment.Length == 1 ? 0 : best[segment]));
        return LatencyCsv.Format([.. rows]);
    }

    /// <summary>What such a table, measured elsewhere, says about the candidates of a chain.</summary>
    /// <exception cref="DiagnosticException">DC2050: a row is missing for a single site, or names a segment that the chain does not
    /// have.</exception>
    internal static LatencyTable Import(Workflow workflow, int chain, string text, string file)
    {
        var length = workflow.Chains[chain].Length;
        var rows = LatencyCsv.Parse(text, file).ToDictionary(row => row.Segment, row => row.Milliseconds);
        if (rows.Keys.FirstOrDefault(segment => segment.End > length) is { End: > 0 } outside)
        {
            throw DiagnosticCatalog.MalformedTable.Error(file, 1, $"segment {outside} lies outside of the chain, which has {length} sites");
        }

        var singles = Enumerable.Range(0, length).Select(start => rows.TryGetValue(new Segment(start, start + 1), out var time)
            ? time
            : throw DiagnosticCatalog.MalformedTable.Error(file, 1,
                $"there is no row from {start} to {start + 1}; every single site needs one")).ToArray();
        var saved = workflow.Candidates.Where(candidate =>
            candidate.Chain == chain && candidate.Segment.Length > 1 && rows.ContainsKey(candidate.Segment))
            .ToImmutableDictionary(candidate => candidate, candidate =>
                singles[candidate.Segment.Start..candidate.Segment.End].Sum() - rows[candidate.Segment]);
        return new LatencyTable(singles.Sum(), saved, workflow.Probe.Machine with { Device = $"imported from {Path.GetFileName(file)}" });
    }
}

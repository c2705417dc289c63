using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Why the layers of a network were merged or not, from finished tables.</summary>
internal sealed class Explanation
{
    private readonly ImmutableArray<Candidate> chosen;
    private readonly LatencyTable? latency;
    private readonly Dictionary<Candidate, ImportanceRow> importance = [];
    private readonly Dictionary<Candidate, double> entry = [];
    private readonly Workflow workflow;
    private readonly double worstPrice;
    private readonly ILookup<(int Chain, int Site), Candidate> fates;
    private readonly Lazy<ILookup<(int Chain, int Site), Candidate>> covering;

    /// <summary>Reads the tables; measures nothing.</summary>
    /// <param name="workflow">The model.</param>
    /// <param name="chosen">The candidates of the plan.</param>
    internal Explanation(Workflow workflow, ImmutableArray<Candidate> chosen)
    {
        (this.workflow, this.chosen) = (workflow, chosen);
        (fates, covering) = (BySite(chosen), Covering(workflow));
        if (!workflow.HasCandidates)
        {
            return;
        }

        var work = new ImportanceWork(workflow);
        latency = work.Latency;
        foreach (var candidate in workflow.Candidates)
        {
            if (work.Source.Find(candidate) is { } row)
            {
                importance[candidate] = row;
            }
        }

        if (latency is not null && importance.Count > 0)
        {
            worstPrice = Enter(workflow.Method.Planners(latency, importance)[0].Points);
        }
    }

    /// <summary>Explains a compression that was just finished.</summary>
    internal Explanation(Workflow workflow, CompressionTables tables)
    {
        (this.workflow, chosen, latency) = (workflow, tables.Chosen, tables.Latency);
        (fates, covering) = (BySite(chosen), Covering(workflow));
        importance = new(tables.Importance);
        worstPrice = Enter(tables.Points);
    }

    /// <summary>Finds from which speed on candidates pay; returns what the dearest chosen one costs.</summary>
    private double Enter(IEnumerable<PlanPoint> points)
    {
        foreach (var point in points)
        {
            foreach (var candidate in point.Candidates)
            {
                entry[candidate] = Math.Max(entry.GetValueOrDefault(candidate), point.Milliseconds);
            }
        }

        return chosen.Where(candidate => Saved(candidate) > 0 && importance.ContainsKey(candidate)).Select(Price).DefaultIfEmpty().Max();
    }

    /// <summary>One line for every site: its name, what becomes of it, and why.</summary>
    internal IEnumerable<(string Site, string Fate, string Why)> Lines()
    {
        for (var index = 0; index < workflow.Chains.Length; index++)
        {
            var chain = workflow.Chains[index];
            foreach (var site in chain.Sites)
            {
                var mine = fates[(index, site.Index)].FirstOrDefault();
                yield return mine is null ? (site.Name, "kept", WhyKept(index, chain, site)) : (site.Name, mine.Family, WhyChosen(mine));
            }

            yield return ("", "end", $"{(chain.End.Node is { } node ? $"'{node}': " : "")}{chain.End.Reason}");
        }
    }

    private string WhyChosen(Candidate candidate) => string.Join("; ",
        new[] { CandidateText.Of(workflow.Chains[candidate.Chain], candidate), Figured(candidate), Entering(candidate) }.Where(part =>
            part.Length > 0));

    private string WhyKept(int index, LayerChain chain, LayerSite site)
    {
        ImmutableArray<Candidate> around = [.. covering.Value[(index, site.Index)]];
        if (around.IsEmpty)
        {
            var next = new Segment(site.Index - 1, Math.Min(chain.Length, site.Index + 1));
            return chain.Length == 1 ? "it is alone between two barriers"
                : chain.WhyNotLegal(next) ?? (workflow.SegmentRules is { IsEmpty: false } rules ? rules[index].WhyNot(next) : null)
                ?? "no family of candidates suits it (--families, --kernels, --longest-segment)";
        }

        if (latency is null)
        {
            return $"{around.Length} candidates; their latencies are not measured yet (profile, plan or compress do)";
        }

        var faster = around.Where(candidate => Saved(candidate) > 0).ToImmutableArray();
        if (faster.IsEmpty)
        {
            return $"not faster: the best of {around.Length} candidates would take {Figures.Milliseconds(-around.Max(Saved))} more";
        }

        var known = faster.Where(importance.ContainsKey).ToImmutableArray();
        if (known.IsEmpty)
        {
            return $"{faster.Length} candidates would be faster; what they cost in quality is not known yet (importance, plan or compress do)";
        }

        var best = known.MinBy(Price)!;
        var reason = Overlaps(best) is { } other
            ? $"its best candidate shares layers with {CandidateText.Of(chain, other)}, which is worth more"
            : Price(best) > worstPrice && worstPrice > 0
                ? $"too dear: {Figures.Text(Price(best), "0.000")} per ms, the dearest that was taken costs {Figures.Text(worstPrice, "0.000")}"
            : "the target is met without it";
        return string.Join("; ",
            new[] { reason, $"best: {CandidateText.Of(chain, best)}", Figured(best), Entering(best) }.Where(part => part.Length > 0));
    }

    private Candidate? Overlaps(Candidate candidate) => Sites(candidate).Select(place => fates[place].FirstOrDefault())
        .FirstOrDefault(other => other is not null);

    /// <summary>The sites that a candidate takes in.</summary>
    private static IEnumerable<(int Chain, int Site)> Sites(Candidate candidate) =>
        Enumerable.Range(candidate.Segment.Start + 1, candidate.Segment.Length).Select(site => (candidate.Chain, site));

    /// <summary>Candidates by the sites that they take in: there are many times more of them than sites.</summary>
    private static ILookup<(int Chain, int Site), Candidate> BySite(ImmutableArray<Candidate> candidates) =>
        candidates.SelectMany(candidate => Sites(candidate).Select(place => (place, candidate))).ToLookup(pair => pair.place, pair => pair.candidate);

    private static Lazy<ILookup<(int Chain, int Site), Candidate>> Covering(Workflow workflow) =>
        new(() => BySite(workflow.HasCandidates ? workflow.Candidates : []));

    private string Figured(Candidate candidate) =>
        !importance.TryGetValue(candidate, out var row) ? latency is null ? "" : $"saves {Figures.Milliseconds(Saved(candidate))}"
        : $"saves {Figures.Milliseconds(Saved(candidate))} for {Figures.Text(row.Change, "0.0000")}";

    private string Entering(Candidate candidate) => latency is null ? ""
        : entry.TryGetValue(candidate, out var milliseconds) && milliseconds > 0
            ? $"in the best plan from {Figures.Speedup(latency.OriginalMilliseconds / milliseconds)} on"
        : "in no best plan of any speed";

    private double Saved(Candidate candidate) => latency?.Saved.GetValueOrDefault(candidate) ?? 0;

    /// <summary>Quality per millisecond.</summary>
    private double Price(Candidate candidate) => -importance[candidate].Change / Saved(candidate);
}

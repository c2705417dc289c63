using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What a compression decided, layer by layer, for its report.</summary>
internal static class Decision
{
    private const int MostCandidates = 6000;

    /// <summary>Of a finished compression of that model.</summary>
    internal static DecisionFacts Of(Workflow workflow, CompressionResult result)
    {
        var tables = result.Tables;
        var lines = new Explanation(workflow, tables).Lines().ToImmutableArray();
        return new DecisionFacts
        {
            Chains = ChainsOf(workflow, tables, lines),
            Candidates = CandidatesOf(workflow.Chains, tables),
            Rounds = result.Rounds,
        };
    }

    private static ImmutableArray<ChainFacts> ChainsOf(
        Workflow workflow, CompressionTables tables, ImmutableArray<(string Site, string Fate, string Why)> lines)
    {
        var chains = ImmutableArray.CreateBuilder<ChainFacts>();
        var line = 0;
        foreach (var (index, chain) in workflow.Chains.Select((chain, index) => (index, chain)))
        {
            var layers = chain.Sites.Select(site => LayerOf(workflow.Network, tables, index, site, lines[line++].Why)).ToImmutableArray();
            chains.Add(new ChainFacts(
                layers, [.. chain.Spans.Select(span => (span.Start, span.End, $"{span.Shortcut}".ToLowerInvariant()))], lines[line++].Why));
        }

        return chains.ToImmutable();
    }

    private static LayerFacts LayerOf(Graph network, CompressionTables tables, int index, LayerSite site, string why)
    {
        var number = tables.Chosen.ToList().FindIndex(candidate =>
            candidate.Chain == index && candidate.Segment.Start < site.Index && site.Index <= candidate.Segment.End);
        var fate = number < 0 ? "kept" : FateOf(tables.Chosen[number], site);
        return new LayerFacts(site.Name, FormOf(network, site), fate, why, number < 0 ? null : number);
    }

    private static string FateOf(Candidate candidate, LayerSite site) => candidate switch
    {
        Candidate.Identity => "dropped",
        Candidate.Compose compose => compose.Pruned.Contains(site.Index) ? "dropped" : "composed",
        Candidate.Fit => "fitted",
        Candidate.Absorb absorb => absorb.Kept.Start < site.Index && site.Index <= absorb.Kept.End ? "kept" : "absorbed",
        Candidate.Rank => "factored",
        Candidate.Thin => "narrowed",
        _ => "kept",
    };

    /// <summary>Kernel, channels and stride: <c>3x3, 16 to 32, stride 2x2</c>.</summary>
    internal static string FormOf(Graph network, LayerSite site)
    {
        if (site.Conv is not { Op: Conv conv } node || node.Inputs is not [_, { } weight, ..]
            || network.TypeOf(weight)?.Shape is not [var filters, var channels, .. var kernel])
        {
            return site.Conv is { } other ? other.Op.OpType : $"region of {site.Region.Length} operators";
        }

        var stride = conv.Window.Strides.Any(step => step != 1) ? $", stride {string.Join('x', conv.Window.Strides)}" : "";
        var groups = conv.Groups > 1 ? $", {conv.Groups} groups" : "";
        return $"{string.Join('x', kernel)}, {SizeOf(channels) * conv.Groups} to {SizeOf(filters)}{stride}{groups}";
    }

    /// <summary>Where there are too many to list, of every segment the one that saves most and the one that costs least.</summary>
    private static ImmutableArray<CandidateFacts> CandidatesOf(ImmutableArray<LayerChain> chains, CompressionTables tables)
    {
        var chosen = tables.Chosen.ToHashSet();
        var all = tables.Candidates.Distinct().Select(FactsOf).ToImmutableArray();
        return all.Length <= MostCandidates ? all :
        [
            .. all.GroupBy(one => (one.Chain, one.First, one.Last)).SelectMany(group => group.Where(one => one.IsChosen)
                .Append(group.MaxBy(one => one.SavedMilliseconds)!).Append(group.MaxBy(one => double.IsNaN(one.Change) ? double.MinValue : one.Change)!)
                .Distinct()),
        ];

        CandidateFacts FactsOf(Candidate candidate) => new(candidate.Chain, candidate.Segment.Start, candidate.Segment.End - 1,
            Figures.How(PlanBuilder.Describe(chains[candidate.Chain], candidate, 0, 0)),
            tables.Latency.Saved.GetValueOrDefault(candidate, double.NaN),
            tables.Importance.TryGetValue(candidate, out var row) && row.Failure is null ? row.Change : double.NaN,
            chosen.Contains(candidate));
    }

    private static long SizeOf(Dim size) => size.IsKnown ? size.Size : 0;
}

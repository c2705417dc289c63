using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>The part of a network that tables of LayerMerge are about, in their positions, over all chains.</summary>
internal sealed class LayerMergeWindow
{
    private readonly Graph graph;
    private readonly OrderedDictionary<KernelKey, LayerMergeRow> rows = [];

    private LayerMergeWindow(Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options, PublishedPositions positions)
    {
        (this.graph, Positions) = (graph, positions);
        var all = options with { MostWork = double.PositiveInfinity };
        var wanted = chains.SelectMany((chain, index) => LayerMergeRows.Of(graph, chain, index, options))
            .Select(row => row.Candidate).ToHashSet();
        var found = chains.SelectMany((chain, index) => LayerMergeRows.Of(graph, chain, index, all))
            .Select(row => (Row: row, Segment: positions.Find(row.Candidate.Chain, row.Segment)))
            .Where(entry => entry.Segment is not null).OrderBy(entry => (entry.Segment!.Value.Start, entry.Segment.Value.End));
        foreach (var (row, segment) in found)
        {
            rows.Add(new KernelKey(segment!.Value, row.Option.Kernel, row.Option.Stride, row.Option.Depthwise), row);
        }

        Wanted = [.. rows.Where(row => wanted.Contains(row.Value.Candidate))];
    }

    /// <summary>Where it lies.</summary>
    internal PublishedPositions Positions { get; }

    /// <summary>The rows that are worth a measurement, by start and then end: a table that lacks others is complete.</summary>
    internal ImmutableArray<KeyValuePair<KernelKey, LayerMergeRow>> Wanted { get; }

    /// <summary>The part that lies where tables with such rows belong.</summary>
    internal static LayerMergeWindow Find(
        Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options, ImmutableHashSet<Segment> rows, string? firstSite,
            string file)
    {
        ImmutableArray<SegmentRules> rules = [.. chains.Select(chain => SegmentRules.Of(graph, chain, onlyPublished: true))];
        var search = new PositionSearch(chains, PositionSearch.Flat(rules), (chain, segment) => rules[chain].WhyNot(segment));
        var length = rows.Select(row => row.End).DefaultIfEmpty().Max();
        return new LayerMergeWindow(graph, chains, options, search.Find(rows, length, firstSite, file));
    }

    /// <summary>A part of a network.</summary>
    internal static LayerMergeWindow Of(Graph graph, MethodOptions options, PublishedPositions positions) =>
        new(graph, positions.Chains, options, positions);

    /// <summary>The row of a key; a convolution that the released programs do not know is kept under any key.</summary>
    /// <exception cref="DiagnosticException">DC3221: there is none.</exception>
    internal LayerMergeRow RowOf(KernelKey key, string file)
    {
        if (rows.TryGetValue(key, out var row))
        {
            return row;
        }

        var others = rows.Where(other => other.Key.Segment == key.Segment).ToList();
        return others is [{ Value: { Option.Kernel: 0, Candidate: Candidate.Keep } kept }] ? kept
            : throw PositionSearch.Illegal(Positions, key.Segment, $"no choice of its layers gives {Words(key)}; there are "
                + string.Join("; ", others.Select(other => Words(other.Key)).DefaultIfEmpty("none")), file);
    }

    /// <summary>What keeps other layers of a segment than we would.</summary>
    /// <param name="key">The row.</param>
    /// <param name="kept">The layers, as the table counts them.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC3221: one of the others must stay.</exception>
    internal Candidate CandidateOf(KernelKey key, ImmutableArray<int> kept, string file)
    {
        var row = RowOf(key, file);
        if (row.Segment.Length == 1)
        {
            return row.Candidate;
        }

        var shift = row.Segment.Start - key.Segment.Start;
        ImmutableArray<int> sites = [.. kept.Select(number => number + shift)];
        var (index, chain) = (row.Candidate.Chain, Positions.Chains[row.Candidate.Chain]);
        var lost = Enumerable.Range(row.Segment.Start + 1, row.Segment.Length)
            .FirstOrDefault(site => !sites.Contains(site) && !CandidateCheck.CanBePruned(graph, chain, row.Segment, site));
        var outside = sites.FirstOrDefault(site => site <= row.Segment.Start || site > row.Segment.End);
        return lost > 0 ? throw PositionSearch.Illegal(Positions, key.Segment, $"'{chain.Sites[lost - 1].Name}' cannot be the identity",
            file)
            : outside > 0 ? throw PositionSearch.Illegal(Positions, key.Segment, $"it keeps layer {outside - shift}, which is not in it",
            file)
            : LayerMergeRows.Merged(graph, chain, index, row.Segment, sites);
    }

    /// <summary>A key without its segment.</summary>
    internal static string Words(KernelKey key) =>
        $"kernel {key.Kernel}, stride {key.Stride}{(key.Depthwise ? ", depthwise" : "")}";
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>The part of a network that tables of the two-stage method are about, in their positions, over all chains.</summary>
internal sealed class TwoStageWindow
{
    private readonly ImmutableArray<TwoStageChain> parts;

    private TwoStageWindow(ImmutableArray<TwoStageChain> parts, PublishedPositions positions) =>
        (this.parts, Positions) = (parts, positions);

    /// <summary>Where it lies.</summary>
    internal PublishedPositions Positions { get; }

    /// <summary>What is legal in it, by start and then end.</summary>
    internal required ImmutableArray<Segment> Legal { get; init; }

    /// <summary>What is worth a measurement among them: a table that lacks the others is complete.</summary>
    internal ImmutableArray<Segment> Wanted =>
        [.. Legal.Where(segment => At(segment) is var (part, local) && part.Segments.Contains(local))];

    /// <summary>Positions without activation that can get one.</summary>
    internal ImmutableArray<int> Linear =>
        [.. Enumerable.Range(1, Positions.Length)
            .Where(end => At(new Segment(end - 1, end)) is var (part, segment) && part.Linear.Contains(segment.End))];

    /// <summary>What realizes its blocks.</summary>
    internal ImmutableArray<Candidate> Candidates =>
        [.. parts.SelectMany(part => part.Candidates).Where(candidate => Find(candidate) is not null)];

    /// <summary>The part that lies where tables with such rows belong.</summary>
    internal static TwoStageWindow Find(
        Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options, ImmutableHashSet<Segment> rows, string? firstSite,
            string file)
    {
        var parts = PartsOf(graph, chains, options);
        var search = new PositionSearch(chains, Flat(parts), (chain, segment) => parts[chain].Rules.WhyNot(segment));
        var positions = search.Find(rows, rows.Select(row => row.End).DefaultIfEmpty().Max(), firstSite, file);
        return new TwoStageWindow(parts, positions) { Legal = search.LegalAt(positions) };
    }

    /// <summary>A part of a network.</summary>
    internal static TwoStageWindow Of(Graph graph, MethodOptions options, PublishedPositions positions)
    {
        var parts = PartsOf(graph, positions.Chains, options);
        return new TwoStageWindow(parts, positions)
        {
            Legal = new PositionSearch(positions.Chains, Flat(parts), (_, _) => null).LegalAt(positions),
        };
    }

    /// <summary>The segment of a candidate in the positions of the tables; null where it lies outside.</summary>
    internal Segment? Find(Candidate candidate) => Positions.Find(candidate.Chain, candidate.Segment);

    /// <summary>The latency table that savings amount to.</summary>
    internal ImmutableArray<SegmentLatency> TimesOf(LatencyTable latency)
    {
        var charge = new SiteCharge(latency, Positions.Chains.Sum(chain => chain.Length));
        return
        [
            .. Legal.Where(segment => SavedBy(segment, latency) is not null)
                .Select(segment => new SegmentLatency(segment, charge.Of(segment, SavedBy(segment, latency)!.Value))),
        ];
    }

    /// <summary>The importance table that changes amount to.</summary>
    internal ImmutableArray<BlockImportance> MeasuredOf(
        ImmutableArray<Segment> segments, IReadOnlyDictionary<Candidate, ImportanceRow> importance) =>
    [
        .. ExtendedImportance.Entries(segments, Linear)
            .Select(entry => (Entry: entry, Change: ChangeOf(entry, importance)))
            .Where(row => row.Change is not null).Select(row => row.Entry with { Value = row.Change!.Value }),
    ];

    /// <summary>What one convolution in place of a segment saves; null where there is no figure.</summary>
    internal double? SavedBy(Segment segment, LatencyTable latency) => At(segment) is var (part, local) ? part.SavedBy(local, latency)
        : null;

    /// <summary>What realizes a segment between two boundaries.</summary>
    internal Candidate PieceOf(Segment segment, bool isActive) => At(segment) is var (part, local) ? part.PieceOf(local, isActive)
        : throw new CompilerBugException($"segment {segment} is planned across the end of a chain");

    private double? ChangeOf(BlockImportance entry, IReadOnlyDictionary<Candidate, ImportanceRow> importance) =>
        At(entry.Segment) is var (part, local) ? part.ChangeOf(entry with { Segment = local }, importance) : null;

    private (TwoStageChain Part, Segment Segment)? At(Segment segment) =>
        Positions.Locate(segment) is var (chain, local) ? (parts[chain], local) : null;

    private static ImmutableArray<TwoStageChain> PartsOf(Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options) =>
        [.. chains.Select((chain, index) => new TwoStageChain(graph, chain, index, options))];

    private static ImmutableArray<Segment> Flat(ImmutableArray<TwoStageChain> parts) =>
        PositionSearch.Flat([.. parts.Select(part => part.Rules)]);
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Planning;

/// <summary>One chain as the two-stage method sees it: its blocks, and the positions that may or may not get an activation.</summary>
internal sealed class TwoStageChain
{
    private readonly LayerChain chain;
    private readonly int index;
    private readonly MethodOptions options;
    private readonly ImmutableArray<BlockImportance> entries;

    internal TwoStageChain(Graph graph, LayerChain chain, int index, MethodOptions options)
    {
        (this.chain, this.index, this.options) = (chain, index, options);
        Rules = SegmentRules.Of(graph, chain, onlyPublished: options.Fidelity is Fidelity.Released);
        Segments = [.. Rules.Legal.Where(segment => segment.Length == 1 || IsWithin(graph, segment))];

        // An activation is put behind a convolution that can be written anew.
        Linear =
        [
            .. Enumerable.Range(1, chain.Length).Where(position =>
                chain.Sites[position - 1] is { IsComposable: true, Prefix.IsEmpty: true }
                    && AddedActivation.IsPossible(graph, chain, position)),
        ];
        entries = ExtendedImportance.Entries(Segments, Linear);
        Candidates = [.. entries.Select(CandidateOf).Where(candidate => candidate is not Candidate.Keep).Distinct()];
    }

    /// <summary>What is legal, and why other segments are not.</summary>
    internal SegmentRules Rules { get; }

    /// <summary>The legal segments that are worth a measurement.</summary>
    internal ImmutableArray<Segment> Segments { get; }

    /// <summary>Positions without activation that can get one.</summary>
    internal ImmutableArray<int> Linear { get; }

    /// <summary>What realizes the blocks.</summary>
    internal ImmutableArray<Candidate> Candidates { get; }

    /// <summary>The programs over finished tables.</summary>
    internal TwoStageTables TablesOf(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance, SiteCharge charge)
    {
        ImmutableArray<SegmentLatency> times =
        [
            .. Segments.Where(segment => SavedBy(segment, latency) is not null)
                .Select(segment => new SegmentLatency(segment, charge.Of(segment, SavedBy(segment, latency)!.Value))),
        ];
        var timed = times.Select(row => row.Segment).ToHashSet();
        ImmutableArray<BlockImportance> measured =
        [
            .. entries.Where(entry => timed.Contains(entry.Segment) && ChangeOf(entry, importance) is not null)
                .Select(entry => entry with { Value = ChangeOf(entry, importance)!.Value }),
        ];
        var mean = ExtendedImportance.Mean(measured, options.NormalizeOver, Linear);
        var extended = ExtendedImportance.Extend(ExtendedImportance.Normalize(measured, options.Alpha, mean));
        var program = new TwoStage(chain.Length, BestMerges.Find(times, options.Fidelity), extended, options.Ticks);
        var changes = measured.ToDictionary(row => (row.Segment, row.StartActive, row.EndActive), row => row.Value);
        return new TwoStageTables(this, program, times, changes);
    }

    /// <summary>What a plan does, front to back; what stays as it is is left out.</summary>
    internal IEnumerable<(Candidate Candidate, double Saved, double Change)> Decisions(
        TwoStagePlan plan, ImmutableArray<SegmentLatency> times, Func<BlockImportance, double> changeOf, LatencyTable latency)
    {
        var boundaries = options.Fidelity is Fidelity.Released ? plan.Boundaries
            : BestMerges.Boundaries(chain.Length, times, plan.Activations) ?? plan.Boundaries;
        return TwoStageDecisions.Of(plan, boundaries, PieceOf, segment => SavedBy(segment, latency) ?? 0, changeOf);
    }

    /// <summary>What realizes a segment between two boundaries.</summary>
    internal Candidate PieceOf(Segment segment, bool isActive) => CandidateOf(
        segment,
        isActive && Linear.Contains(segment.End) ? EndActivation.Added
        : !isActive && chain.TailAt(segment.End) is { HasActivation: true, IsConditioned: false } ? EndActivation.Dropped

        // A position without activation that cannot get one counts as active, since nothing can be done there.
        : EndActivation.Kept);

    private Candidate CandidateOf(BlockImportance entry) =>
        CandidateOf(entry.Segment, entry.EndActive && Linear.Contains(entry.Segment.End) ? EndActivation.Added : EndActivation.Kept);

    private Candidate CandidateOf(Segment segment, EndActivation end) => segment.Length == 1 && end is EndActivation.Kept
        ? new Candidate.Keep(index, segment)
        : new Candidate.Compose(index, segment, []) { End = end };

    /// <summary>What one convolution in place of a segment saves, an activation behind it; null where there is none.</summary>
    internal double? SavedBy(Segment segment, LatencyTable latency) =>
        segment.Length == 1 ? 0
        : latency.Saved.TryGetValue(CandidateOf(segment, EndActivation.Added), out var saved) ? saved
        : latency.Saved.TryGetValue(CandidateOf(segment, EndActivation.Kept), out saved) ? saved
        : null;

    /// <summary>What an entry changes; null where the table has no figure.</summary>
    internal double? ChangeOf(BlockImportance entry, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var start = entry.StartActive && Linear.Contains(entry.Segment.Start)
            ? MethodPlans.ChangeOf(CandidateOf(new Segment(entry.Segment.Start - 1, entry.Segment.Start), EndActivation.Added), importance)
            : 0;
        return MethodPlans.ChangeOf(CandidateOf(entry), importance) + start;
    }

    private bool IsWithin(Graph graph, Segment segment)
    {
        var isDepthwise = chain.SitesOf(segment).All(site => ((Conv)site.Conv!.Op).Groups > 1);
        return SegmentGeometry.Of(graph, chain, segment) is { Reach: var reach }
            && MergedWork.IsWithin(graph, chain, segment, reach.Product, isDepthwise, options);
    }
}

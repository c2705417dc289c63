using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary><see cref="TwoStageMethod"/> over given tables: one program over all their positions, as published.</summary>
internal sealed class ImportedTwoStage : IImportedMethod
{
    private readonly TwoStageWindow window;
    private readonly MethodOptions options;
    private readonly ImmutableArray<SegmentLatency>? times;
    private readonly ImmutableArray<BlockImportance>? worths;
    private readonly Score score;

    /// <param name="graph">The network.</param>
    /// <param name="chains">Its chains.</param>
    /// <param name="options">How the method is set.</param>
    /// <param name="tables">What is given.</param>
    /// <exception cref="DiagnosticException">The tables are malformed, incomplete or not of this network.</exception>
    internal ImportedTwoStage(Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options, PublishedTables tables)
    {
        this.options = options;
        times = tables.Latencies is var (text, file) ? LatencyCsv.Parse(text, file) : null;
        if (tables.Importances is var (worthText, worthFile))
        {
            (worths, score) = ImportanceCsv.Read(worthText, worthFile);
        }

        ImmutableHashSet<Segment> rows = [.. (times ?? []).Select(row => row.Segment), .. (worths ?? []).Select(row => row.Segment)];
        window = TwoStageWindow.Find(graph, chains, options, rows, tables.FirstSite, tables.File);
        Check(tables);
        Candidates = times is { } given ? [.. window.Candidates.Where(candidate => HasRow(candidate, given))] : window.Candidates;
    }

    /// <inheritdoc/>
    public PublishedPositions Positions => window.Positions;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Candidates { get; }

    /// <inheritdoc/>
    public string? Metric => worths is null ? null : score is Score.Points ? "accuracy" : score is Score.Derived ? "importance" : "loss";

    /// <inheritdoc/>
    public LatencyTable? LatencyOn(MachineIdentity machine)
    {
        if (times is not { } given)
        {
            return null;
        }

        var table = new SegmentSavings(given);
        return new LatencyTable(
            table.Unmerged, Candidates
                .ToImmutableDictionary(candidate => candidate, candidate => table.Saved(window.Find(candidate)!.Value)), machine);
    }

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Promising(LatencyTable latency) =>
        worths is null ? TwoStageMethod.Promising(Candidates, latency) : [];

    /// <inheritdoc/>
    public ImmutableArray<IPlanner> Planners(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var table = times ?? window.TimesOf(latency);
        var timed = table.Select(row => row.Segment).ToHashSet();
        ImmutableArray<BlockImportance> measured =
            [.. (worths ?? window.MeasuredOf([.. window.Legal.Where(timed.Contains)], importance))
                .Where(row => timed.Contains(row.Segment))];
        var hasCuts = table.Any(row => row.Cuts.Length > 0);
        var merges = hasCuts ? table : BestMerges.Find(table, options.Fidelity);
        var program = new TwoStage(Positions.Length, merges, worths is not null && score is Score.Derived ? measured
            : Extended(measured), options.Ticks);
        var changes = measured.ToDictionary(row => (row.Segment, row.StartActive, row.EndActive), row => score.Change(row.Value));
        return
        [
            new MethodPlanner([program.Problem], Read, ImportedBudget.Of(this, latency, options, times is not null))
            {
                ReleasedRows = options.Fidelity is Fidelity.Released ? [program.LatencyRows] : null,
            },
        ];

        PlanPoint Read(ImmutableArray<Solution> solutions)
        {
            var plan = program.ToPlan(solutions[0]);
            var boundaries = options.Fidelity is Fidelity.Released || hasCuts ? plan.Boundaries
                : BestMerges.Boundaries(Positions.Length, table, plan.Activations) ?? plan.Boundaries;
            var savings = times is { } given ? new SegmentSavings(given) : null;
            return MethodPlans.Point(latency, TwoStageDecisions.Of(
                plan,
                boundaries,
                window.PieceOf,
                segment => savings?.Saved(segment) ?? window.SavedBy(segment, latency) ?? 0,
                block => changes[(block.Segment, block.StartActive, block.EndActive)]));
        }
    }

    private ImmutableArray<BlockImportance> Extended(ImmutableArray<BlockImportance> measured)
    {
        var mean = ExtendedImportance.Mean(measured, options.NormalizeOver, window.Linear);
        return ExtendedImportance.Extend(ExtendedImportance.Normalize(measured, options.Alpha, mean));
    }

    private bool HasRow(Candidate candidate, ImmutableArray<SegmentLatency> given) =>
        window.Find(candidate) is { } segment && given.Any(row => row.Segment == segment);

    private void Check(PublishedTables tables)
    {
        if (times is { } given)
        {
            Complete(window.Wanted, given.Select(row => row.Segment), tables.Latencies!.Value.File);
        }

        if (worths is { } rows)
        {
            var wanted = times is { } table ? table.Select(row => row.Segment).ToImmutableArray() : window.Wanted;
            Complete(wanted, rows.Where(row => row.StartActive && row.EndActive)
                .Select(row => row.Segment), tables.Importances!.Value.File);
        }

        void Complete(ImmutableArray<Segment> wanted, IEnumerable<Segment> there, string file)
        {
            var known = there.ToHashSet();
            var missing = wanted.Where(segment => !known.Contains(segment)).Select(segment => (segment, ""));
            PositionSearch.Complete(Positions, [.. missing], wanted.Length, tables.IsForced, file);
        }
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary><see cref="LayerMergeMethod"/> over given tables: one program over all their positions, as published.</summary>
internal sealed class ImportedLayerMerge : IImportedMethod
{
    private readonly LayerMergeWindow window;
    private readonly MethodOptions options;
    private readonly ImmutableArray<KernelLatency>? times;
    private readonly Dictionary<KernelKey, KernelImportance>? worths;
    private readonly ImmutableArray<(KernelKey Key, LayerMergeRow Row, Candidate Candidate)> rows;

    /// <param name="graph">The network.</param>
    /// <param name="chains">Its chains.</param>
    /// <param name="options">How the method is set.</param>
    /// <param name="tables">What is given.</param>
    /// <exception cref="DiagnosticException">The tables are malformed, incomplete or not of this network.</exception>
    internal ImportedLayerMerge(Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options, PublishedTables tables)
    {
        this.options = options;
        times = tables.Latencies is var (text, file) ? KernelCsv.ParseLatencies(text, file) : null;
        ImmutableArray<KernelImportance>? given =
            tables.Importances is var (worthText, worthFile) ? KernelCsv.ParseImportances(worthText, worthFile) : null;
        worths = given?.ToDictionary(row => row.Key);
        ImmutableArray<KernelKey> keys = [.. times?.Select(row => row.Key) ?? given!.Value.Select(row => row.Key)];
        var segments = keys.Concat(given?.Select(row => row.Key) ?? []).Select(key => key.Segment).ToImmutableHashSet();
        window = LayerMergeWindow.Find(graph, chains, options, segments, tables.FirstSite, tables.File);
        Check(tables, keys);
        rows = [.. keys.Where(key => worths?.ContainsKey(key) != false)
            .Select(key => (key, window.RowOf(key, tables.File), CandidateOf(key, tables)))];
        var worthwhile = worths is null ? window.Wanted.Select(row => row.Value.Candidate).ToHashSet() : null;
        Candidates =
        [
            .. rows.Select(row => row.Candidate).Distinct()
                .Where(candidate => candidate is not Candidate.Keep && worthwhile?.Contains(candidate) != false),
        ];
    }

    /// <inheritdoc/>
    public PublishedPositions Positions => window.Positions;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Candidates { get; }

    /// <inheritdoc/>
    public string? Metric => worths is null ? null : "importance";

    /// <inheritdoc/>
    public LatencyTable? LatencyOn(MachineIdentity machine)
    {
        if (times is not { } given)
        {
            return null;
        }

        var milliseconds = given.ToDictionary(row => row.Key, row => row.Milliseconds);
        var singles = rows.Where(row => row.Candidate is Candidate.Keep)
            .ToDictionary(row => row.Key.Segment.End, row => milliseconds[row.Key]);
        return new LatencyTable(
            singles.Values.Sum(),
            rows.Where(row => row.Candidate is not Candidate.Keep).DistinctBy(row => row.Candidate).ToImmutableDictionary(
                row => row.Candidate,
                row => Enumerable.Range(row.Key.Segment.Start + 1, row.Key.Segment.Length)
                    .Sum(layer => singles[layer]) - milliseconds[row.Key]),
            machine);
    }

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Promising(LatencyTable latency) => worths is not null ? []
        : [.. Candidates.Where(candidate => latency.Saved.GetValueOrDefault(candidate) > 0)];

    /// <inheritdoc/>
    public ImmutableArray<IPlanner> Planners(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var table = TableOf(latency, importance);
        var program = new LayerMerge(Positions.Length, [.. table.Keys], options.Ticks);
        return
        [
            new MethodPlanner(
                [program.Problem],
                parts => MethodPlans.Point(latency, program.ToPlan(parts[0]).Segments.Where(row => table[row] is not Candidate.Keep)
                    .Select(row => (table[row], latency.Saved.GetValueOrDefault(table[row]), Math.Log(row.Importance)))),
                ImportedBudget.Of(this, latency, options, times is not null))
            {
                ReleasedRows = options.Fidelity is Fidelity.Released ? [program.LatencyRows] : null,
            },
        ];
    }

    private OrderedDictionary<KernelRow, Candidate> TableOf(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var charge = new SiteCharge(latency, Positions.Chains.Sum(chain => chain.Length));
        var milliseconds = times?.ToDictionary(row => row.Key);
        var table = new OrderedDictionary<KernelRow, Candidate>(ReferenceEqualityComparer.Instance);
        foreach (var (key, row, candidate) in rows)
        {
            var worth = worths is not null ? worths[key].Importance
                : MethodPlans.ChangeOf(candidate, importance) is { } change ? Math.Exp(change) : (double?)null;
            if (worth is { } known && (milliseconds is not null || candidate is Candidate.Keep || latency.Saved.ContainsKey(candidate)))
            {
                var time = milliseconds?[key].Milliseconds ?? charge.Of(row.Segment, latency.Saved.GetValueOrDefault(candidate));
                ImmutableArray<int> kept = worths?[key].Kept
                    ?? [.. row.Option.Kept.Select(site => site - row.Segment.Start + key.Segment.Start)];
                table.Add(new KernelRow(key.Segment, key.Kernel, key.Stride, key.Depthwise, time, known, kept), candidate);
            }
        }

        return table;
    }

    private Candidate CandidateOf(KernelKey key, PublishedTables tables)
    {
        if (worths is null)
        {
            return window.RowOf(key, tables.File).Candidate;
        }

        var (_, kept, importance) = worths[key];
        var file = tables.Importances!.Value.File;
        return importance > 0 ? window.CandidateOf(key, kept, file)
            : throw DiagnosticCatalog.TablesInconsistent.Error(file, $"{key} is worth {importance}, and exp of a change is above 0");
    }

    private void Check(PublishedTables tables, ImmutableArray<KernelKey> keys)
    {
        foreach (var key in keys)
        {
            _ = window.RowOf(key, tables.File);
        }

        if (times is not null)
        {
            var there = keys.Select(key => (key.Segment, window.RowOf(key, tables.File).Option.Kernel)).ToHashSet();
            ImmutableArray<(Segment, string)> lacking =
            [
                .. window.Wanted.Where(row => !keys.Contains(row.Key) && !there.Contains((row.Key.Segment, row.Value.Option.Kernel)))
                    .Select(row => (row.Key.Segment, $" with {LayerMergeWindow.Words(row.Key)}")),
            ];
            PositionSearch.Complete(Positions, lacking, window.Wanted.Length, tables.IsForced, tables.Latencies!.Value.File);
        }

        if (worths is not null)
        {
            PositionSearch.Complete(
                Positions,
                [.. keys.Where(key => !worths.ContainsKey(key)).Select(key => (key.Segment, $" with {LayerMergeWindow.Words(key)}"))],
                keys.Length, tables.IsForced, tables.Importances!.Value.File);
        }
    }
}

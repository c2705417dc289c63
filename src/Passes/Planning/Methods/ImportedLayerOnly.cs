using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary><see cref="LayerOnlyMethod"/> over given tables: one program over all their layers, as published.</summary>
internal sealed class ImportedLayerOnly : IImportedMethod
{
    private readonly LayerOnlyWindow window;
    private readonly MethodOptions options;
    private readonly Dictionary<int, double>? times;
    private readonly ImmutableSortedDictionary<int, double>? worths;

    /// <param name="graph">The network.</param>
    /// <param name="chains">Its chains.</param>
    /// <param name="options">How the method is set.</param>
    /// <param name="tables">What is given.</param>
    /// <exception cref="DiagnosticException">The tables are malformed, incomplete or not of this network.</exception>
    internal ImportedLayerOnly(Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options, PublishedTables tables)
    {
        this.options = options;
        times = tables.Latencies is var (text, file)
            ? LayerCsv.ParseLatencies(text, file).ToDictionary(row => row.Position, row => row.Milliseconds)
            : null;
        worths = tables.Importances is var (worthText, worthFile) ? LayerCsv.ParseImportances(worthText, worthFile) : null;
        var length = (times?.Keys ?? worths!.Keys).Concat(worths?.Keys ?? []).DefaultIfEmpty().Max();
        window = LayerOnlyWindow.Find(graph, chains, [.. worths?.Keys ?? []], length, tables.FirstSite, tables.File);
        Candidates = [.. window.Drops.Where(drop => worths?.ContainsKey(drop.Key) != false).Select(drop => drop.Value)];
        if (times is not null)
        {
            PositionSearch.Complete(
                Positions,
                [.. Enumerable.Range(1, length).Where(layer => !times.ContainsKey(layer))
                    .Select(layer => (new Segment(layer - 1, layer), ""))],
                length, tables.IsForced, tables.Latencies!.Value.File);
        }

        if (worths?.FirstOrDefault(row => !(row.Value > 0)) is { Key: > 0 } wrong)
        {
            throw DiagnosticCatalog.TablesInconsistent.Error(
                tables.Importances!.Value.File, $"layer {wrong.Key} is worth {wrong.Value}, and exp of a change is above 0");
        }
    }

    /// <inheritdoc/>
    public PublishedPositions Positions => window.Positions;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Candidates { get; }

    /// <inheritdoc/>
    public string? Metric => worths is null ? null : "importance";

    /// <inheritdoc/>
    public LatencyTable? LatencyOn(MachineIdentity machine) => times is null ? null
        : new LatencyTable(
            times.Values.Sum(),
            window.Drops.Where(drop => Candidates.Contains(drop.Value)).ToImmutableDictionary(drop => drop.Value, drop => times[drop.Key]),
            machine);

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Promising(LatencyTable latency) => worths is not null ? []
        : [.. Candidates.Where(candidate => latency.Saved.GetValueOrDefault(candidate) > 0)];

    /// <inheritdoc/>
    public ImmutableArray<IPlanner> Planners(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var table = Enumerable.Range(1, Positions.Length).Select(layer => RowOf(layer, latency, importance)).ToImmutableArray();
        var program = new LayerOnly(table, options.Ticks);
        var mandatory = times is not null ? 0 : latency.OriginalMilliseconds - table.Sum(row => row.Milliseconds);
        return
        [
            new MethodPlanner(
                [program.Problem],
                parts => MethodPlans.Point(latency, window.Dropped(
                    [.. window.Drops.Keys.Except(program.Kept(parts[0]).Select(row => row.Position))],
                    drop => latency.Saved.GetValueOrDefault(drop),
                    drop => ChangeOf(drop, importance) ?? 0)),
                milliseconds => milliseconds >= mandatory ? options.Ticks.Budget(milliseconds - mandatory) : null),
        ];
    }

    /// <summary>A layer without importance, or whose dropping saves nothing, must stay.</summary>
    private LayerRow RowOf(int layer, LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var drop = window.Drops.GetValueOrDefault(layer);
        var saved = times?[layer] ?? (drop is null ? 0 : Math.Max(0, latency.Saved.GetValueOrDefault(drop)));
        return worths?.TryGetValue(layer, out var worth) == true ? new LayerRow(layer, saved, worth)
            : worths is null && saved > 0 && drop is not null && MethodPlans.ChangeOf(drop, importance) is { } change
            ? new LayerRow(layer, saved, Math.Exp(-change))
            : new LayerRow(layer, times is null ? 0 : saved, null);
    }

    private double? ChangeOf(Candidate drop, IReadOnlyDictionary<Candidate, ImportanceRow> importance) =>
        worths is null ? MethodPlans.ChangeOf(drop, importance)
        : -Math.Log(worths[window.Drops.First(entry => entry.Value == drop).Key]);
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>Our tables in the formats of the published programs.</summary>
/// <remarks>
/// The programs add up what segments take; our latencies are what candidates save in context. Every site is charged the same, a segment
/// what its sites are charged minus what it saves, so that differences of sums are those of the measured latencies.
/// </remarks>
public sealed class TableExporter
{
    private readonly Graph graph;
    private readonly MethodOptions options;
    private readonly PublishedPositions positions;

    /// <param name="graph">The network, batch normalization folded.</param>
    /// <param name="options">The method and how it is set.</param>
    /// <param name="positions">The part that the tables are to be about.</param>
    /// <exception cref="DiagnosticException">DC2120: the method has no published tables.</exception>
    public TableExporter(Graph graph, MethodOptions options, PublishedPositions positions)
    {
        (this.graph, this.options, this.positions) = (graph, options, positions);
        if (options.Name is not (TwoStageMethod.Name or LayerMergeMethod.Name or LayerOnlyMethod.Name))
        {
            throw DiagnosticCatalog.NoPublishedTables.Error(null, "export", options.Name);
        }
    }

    /// <summary>The latency table.</summary>
    public PublishedExport Latencies(LatencyTable latency)
    {
        var charge = new SiteCharge(latency, positions.Chains.Sum(chain => chain.Length));
        switch (options.Name)
        {
            case TwoStageMethod.Name:
                var window = TwoStageWindow.Of(graph, options, positions);
                var times = window.TimesOf(latency);
                return new PublishedExport(LatencyCsv.Format(times), times.Length, Math.Max(0, window.Wanted.Length - times.Length));
            case LayerMergeMethod.Name:
                var rows = LayerMergeWindow.Of(graph, options, positions).Wanted;
                ImmutableArray<KernelRow> known =
                [
                    .. rows.Where(row => row.Value.Candidate is Candidate.Keep || latency.Saved.ContainsKey(row.Value.Candidate))
                        .Select(row => RowOf(row.Key, row.Value,
                        charge.Of(row.Value.Segment, latency.Saved.GetValueOrDefault(row.Value.Candidate)), 0)),
                ];
                return new PublishedExport(KernelCsv.FormatLatencies(known), known.Length, rows.Length - known.Length);
            default:
                var layers = Layers(drop => latency.Saved.TryGetValue(drop, out var saved) ? Math.Max(0, saved)
                    : null, latency.OriginalMilliseconds);
                return new PublishedExport(LayerCsv.FormatLatencies(layers.Rows), layers.Rows.Length, layers.Missing);
        }
    }

    /// <summary>The importance table: of the two-stage method as measured, else normalized.</summary>
    /// <param name="importance">What is known.</param>
    /// <param name="isAccuracy">Whether changes are parts of an accuracy; else they count as losses.</param>
    public PublishedExport Importances(IReadOnlyDictionary<Candidate, ImportanceRow> importance, bool isAccuracy)
    {
        switch (options.Name)
        {
            case TwoStageMethod.Name:
                var window = TwoStageWindow.Of(graph, options, positions);
                ImmutableArray<BlockImportance> measured =
                    [.. window.MeasuredOf(window.Wanted, importance)
                        .Select(row => row with { Value = row.Value * (isAccuracy ? 100 : -1) })];
                var wanted = ExtendedImportance.Entries(window.Wanted, window.Linear).Length;
                var text = ImportanceCsv.FormatMeasured(measured, isAccuracy ? Score.Points : Score.Loss);
                return new PublishedExport(text, measured.Length, wanted - measured.Length);
            case LayerMergeMethod.Name:
                var rows = LayerMergeWindow.Of(graph, options, positions).Wanted;
                ImmutableArray<KernelRow> known =
                [
                    .. rows.Select(row => (row, Change: MethodPlans.ChangeOf(row.Value.Candidate, importance))).Where(entry =>
                    entry.Change is not null)
                        .Select(entry => RowOf(entry.row.Key, entry.row.Value, 0, Math.Exp(entry.Change!.Value))),
                ];
                return new PublishedExport(KernelCsv.FormatImportances(known), known.Length, rows.Length - known.Length);
            default:
                var drops = new LayerOnlyWindow(graph, positions).Drops;
                ImmutableArray<LayerRow> layers =
                [
                    .. drops.Select(drop => (drop.Key, Change: MethodPlans.ChangeOf(drop.Value, importance))).Where(drop =>
                    drop.Change is not null)
                        .Select(drop => new LayerRow(drop.Key, 0, Math.Exp(-drop.Change!.Value))),
                ];
                return new PublishedExport(LayerCsv.FormatImportances(layers), layers.Length, drops.Count - layers.Length);
        }
    }

    private static KernelRow RowOf(KernelKey key, LayerMergeRow row, double milliseconds, double importance)
    {
        var shift = key.Segment.Start - row.Segment.Start;
        return new KernelRow(
            key.Segment, key.Kernel, key.Stride, key.Depthwise, milliseconds, importance,
                [.. row.Option.Kept.Select(site => site + shift)]);
    }

    /// <summary>A layer that may go takes what its dropping saves; the others share what is left of the network.</summary>
    private (ImmutableArray<LayerRow> Rows, int Missing) Layers(Func<Candidate, double?> saved, double original)
    {
        var drops = new LayerOnlyWindow(graph, positions).Drops;
        var times = drops.ToDictionary(drop => drop.Key, drop => saved(drop.Value));
        var rest = Math.Max(0, original - times.Values.Sum(time => time ?? 0));
        var share = rest / Math.Max(1, positions.Chains.Sum(chain => chain.Length) - times.Count);
        var rows = Enumerable.Range(1, positions.Length)
            .Where(layer => !times.TryGetValue(layer, out var time) || time is not null)
            .Select(layer => new LayerRow(layer, times.GetValueOrDefault(layer) ?? share, null));
        return ([.. rows], times.Values.Count(time => time is null));
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary><see cref="LayerMerge"/> on any graph: its segments and kernel sizes as candidates, its program over their tables.</summary>
public sealed class LayerMergeMethod : IPlanningMethod
{
    /// <summary>As <c>--method</c> spells it.</summary>
    public const string Name = "layermerge";

    private readonly MethodOptions options;
    private readonly ImmutableArray<LayerChain> chains;
    private readonly ImmutableArray<ImmutableArray<LayerMergeRow>> rows;

    /// <param name="graph">The network.</param>
    /// <param name="chains">Its chains, planned together.</param>
    /// <param name="options">How the method is set.</param>
    public LayerMergeMethod(Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options)
    {
        (this.chains, this.options) = (chains, options);
        rows = [.. chains.Select((chain, index) => LayerMergeRows.Of(graph, chain, index, options))];
        Candidates = [.. rows.SelectMany(chain => chain).Select(row => row.Candidate).Where(candidate => candidate is not Candidate.Keep)];
    }

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Candidates { get; }

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Promising(LatencyTable latency) =>
        [.. Candidates.Where(candidate => latency.Saved.GetValueOrDefault(candidate) > 0)];

    /// <inheritdoc/>
    public ImmutableArray<IPlanner> Planners(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var charge = new SiteCharge(latency, chains.Sum(chain => chain.Length));
        var tables = rows.Select(chain => TableOf(chain, latency, importance, charge)).ToImmutableArray();
        var methods = chains.Zip(tables, (chain, table) => new LayerMerge(chain.Length, [.. table.Keys], options.Ticks)).ToImmutableArray();
        return
        [
            new MethodPlanner(
                [.. methods.Select(method => method.Problem)],
                parts => MethodPlans.Point(
                    latency,
                    methods.Zip(parts).SelectMany((pair, chain) =>
                        pair.First.ToPlan(pair.Second).Segments.Select(row => tables[chain][row])),
                    importance),
                milliseconds => charge.Budget(milliseconds) is >= 0 and var budget ? options.Ticks.Budget(budget) : null)
            {
                ReleasedRows = options.Fidelity is Fidelity.Released ? [.. methods.Select(method => method.LatencyRows)] : null,
            },
        ];
    }

    private static OrderedDictionary<KernelRow, Candidate> TableOf(
        ImmutableArray<LayerMergeRow> chain, LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance,
            SiteCharge charge)
    {
        var table = new OrderedDictionary<KernelRow, Candidate>(ReferenceEqualityComparer.Instance);
        foreach (var (segment, option, candidate) in chain)
        {
            if (MethodPlans.ChangeOf(candidate, importance) is { } change)
            {
                var milliseconds = charge.Of(segment, latency.Saved.GetValueOrDefault(candidate));
                table.Add(
                    new KernelRow(segment, option.Kernel, option.Stride, option.Depthwise, milliseconds, Math.Exp(change), option.Kept),
                    candidate);
            }
        }

        return table;
    }
}

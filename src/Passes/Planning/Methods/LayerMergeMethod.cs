using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Planning;

/// <summary><see cref="LayerMerge"/> on any graph: its segments and kernel sizes as candidates, its program over their tables.</summary>
public sealed class LayerMergeMethod : IPlanningMethod
{
    /// <summary>As <c>--method</c> spells it.</summary>
    public const string Name = "layermerge";

    private readonly MethodOptions options;
    private readonly ImmutableArray<LayerChain> chains;
    private readonly ImmutableArray<ImmutableArray<Row>> rows;

    /// <summary>A row of the tables: a kernel size and what realizes it.</summary>
    private sealed record Row(Segment Segment, KernelOption Option, Candidate Candidate);

    /// <param name="graph">The network.</param>
    /// <param name="chains">Its chains, planned together.</param>
    /// <param name="options">How the method is set.</param>
    public LayerMergeMethod(Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options)
    {
        (this.chains, this.options) = (chains, options);
        rows = [.. chains.Select((chain, index) => RowsOf(graph, chain, index, options))];
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
                parts => MethodPlans.Point(latency, methods.Zip(parts).SelectMany((pair, chain) => pair.First.ToPlan(pair.Second).Segments
                    .Select(row => tables[chain][row])), importance),
                milliseconds => charge.Budget(milliseconds) is >= 0 and var budget ? options.Ticks.Budget(budget) : null)
            {
                ReleasedRows = options.Fidelity is Fidelity.Released ? [.. methods.Select(method => method.LatencyRows)] : null,
            },
        ];
    }

    /// <summary>
    /// The published table of a chain: a segment of several sites ends with an activation, a single site stays as it is; one behind an
    /// enlargement may vanish.
    /// </summary>
    private static ImmutableArray<Row> RowsOf(Graph graph, LayerChain chain, int index, MethodOptions options)
    {
        var convolutions = chain.Sites.Select(site => SegmentRules.ConvolutionOf(graph, chain, site)).ToImmutableArray();
        var table = ImmutableArray.CreateBuilder<Row>();
        foreach (var segment in SegmentRules.Of(graph, chain, onlyPublished: true).Legal)
        {
            var sites = convolutions[segment.Start..segment.End];
            if (sites is [null])
            {
                table.Add(new Row(segment, new KernelOption(0, 1, false, [segment.End]), new Candidate.Keep(index, segment)));
                continue;
            }

            ImmutableArray<ChainConvolution> run = [.. sites.OfType<ChainConvolution>()];
            var mayVanish = run is [{ IsIrreducible: false }] && graph.ProducerOf(chain.InputOf(segment)) is { Op: Resize };
            foreach (var option in KernelOptions.Enumerate(run, mayVanish, options.Fidelity))
            {
                if (CandidateFor(graph, chain, index, segment, option, options) is { } candidate)
                {
                    table.Add(new Row(segment, option, candidate));
                }
            }
        }

        return table.ToImmutable();
    }

    private static Candidate? CandidateFor(
        Graph graph, LayerChain chain, int index, Segment segment, KernelOption option, MethodOptions options)
    {
        if (segment.Length == 1)
        {
            return option.Kept.IsEmpty ? new Candidate.Identity(index, segment) : new Candidate.Keep(index, segment);
        }

        var rank = ((Conv)chain.Sites[segment.Start].Conv!.Op).Window.Rank;
        var pruned = Enumerable.Range(segment.Start + 1, segment.Length).Where(site => !option.Kept.Contains(site));
        return MergedWork.IsWithin(graph, chain, segment, Math.Pow(option.Kernel, rank), option.Depthwise, options)
            ? new Candidate.Compose(index, segment, Dims.Create([.. pruned]))
            {
                End = AddedActivation.IsPossible(graph, chain, segment.End) ? EndActivation.Added : EndActivation.Kept,
            }
            : null;
    }

    private static OrderedDictionary<KernelRow, Candidate> TableOf(
        ImmutableArray<Row> chain, LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance, SiteCharge charge)
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

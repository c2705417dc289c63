using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary><see cref="TwoStage"/> on any graph: its blocks as candidates, its two programs over their tables.</summary>
/// <remarks>
/// A block whose start gets an activation is worth what the block changes and what the activation alone changes; the two are not measured
/// together.
/// </remarks>
public sealed class TwoStageMethod : IPlanningMethod
{
    /// <summary>As <c>--method</c> spells it.</summary>
    public const string Name = "two-stage";

    private readonly MethodOptions options;
    private readonly ImmutableArray<LayerChain> chains;
    private readonly ImmutableArray<TwoStageChain> parts;

    /// <param name="graph">The network.</param>
    /// <param name="chains">Its chains, planned together.</param>
    /// <param name="options">How the method is set.</param>
    public TwoStageMethod(Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options)
    {
        (this.chains, this.options) = (chains, options);
        parts = [.. chains.Select((chain, index) => new TwoStageChain(graph, chain, index, options))];
        Candidates = [.. parts.SelectMany(part => part.Candidates)];
    }

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Candidates { get; }

    /// <inheritdoc/>
    /// <remarks>A block that saves nothing as one convolution may save something cut in two.</remarks>
    public ImmutableArray<Candidate> Promising(LatencyTable latency) => Promising(Candidates, latency);

    /// <summary>Those that hold one that saves time, and those that are about an activation.</summary>
    internal static ImmutableArray<Candidate> Promising(ImmutableArray<Candidate> candidates, LatencyTable latency)
    {
        var useful = latency.Saved.Where(pair => pair.Value > 0).Select(pair => pair.Key).ToImmutableArray();
        return
        [
            .. candidates.Where(candidate => candidate.Segment.Length == 1 || useful.Any(other => other.Chain == candidate.Chain
                && candidate.Segment.Start <= other.Segment.Start && other.Segment.End <= candidate.Segment.End)),
        ];
    }

    /// <inheritdoc/>
    public ImmutableArray<IPlanner> Planners(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var charge = new SiteCharge(latency, chains.Sum(chain => chain.Length));
        var tables = parts.Select(part => part.TablesOf(latency, importance, charge)).ToImmutableArray();
        var methods = tables.Select(table => table.Program).ToImmutableArray();
        return
        [
            new MethodPlanner(
                [.. methods.Select(method => method.Problem)],
                solutions => MethodPlans.Point(latency, tables.Zip(solutions)
                    .SelectMany(pair => pair.First.Decisions(pair.Second, latency))),
                milliseconds => charge.Budget(milliseconds) is >= 0 and var budget ? options.Ticks.Budget(budget) : null)
            {
                ReleasedRows = options.Fidelity is Fidelity.Released ? [.. methods.Select(method => method.LatencyRows)] : null,
            },
        ];
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// The training-free method: convolutions are solved for in place of whole segments, and every family of candidates may appear in one plan.
/// </summary>
public sealed class FitMethod(Graph graph, ImmutableArray<LayerChain> chains, CandidateOptions options) : IPlanningMethod
{
    /// <summary>As <c>--method</c> spells it.</summary>
    public const string Name = "fit";

    /// <summary>The views of the importance table that each lead to a planner.</summary>
    public ImmutableArray<ImportanceView> Views { get; init; } = [ImportanceView.Measured, ImportanceView.Repairable,
        ImportanceView.FitError];

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Candidates { get; } = new CandidateEnumerator(graph, options).Enumerate(chains);

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Promising(LatencyTable latency) =>
        [.. Candidates.Where(candidate => latency.Saved.GetValueOrDefault(candidate) > 0)];

    /// <inheritdoc/>
    /// <remarks>
    /// Changes add up worse between removed layers than between narrowed ones, so a plan of both can look better than it is: where both
    /// are offered, plans that only narrow compete too.
    /// </remarks>
    public ImmutableArray<IPlanner> Planners(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var narrowing = importance.Where(row => row.Key is Candidate.Rank or Candidate.Thin).ToDictionary();
        return narrowing.Count == 0 || narrowing.Count == importance.Count
            ? PlannersOf(latency, importance)
            : [.. PlannersOf(latency, importance), .. PlannersOf(latency, narrowing)];
    }

    private ImmutableArray<IPlanner> PlannersOf(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var changes = importance.ToDictionary(row => row.Key, row => row.Value.Change);
        return [.. Views.Select(view => new Planner(chains, latency, view.Worth(importance), changes))];
    }
}

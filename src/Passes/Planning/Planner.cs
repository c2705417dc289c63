using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>From tables to the frontier of plans.</summary>
public sealed class Planner : IPlanner
{
    private readonly LatencyTable latency;
    private readonly IReadOnlyDictionary<Candidate, double> changes;
    private readonly CandidateSteps steps;
    private readonly TableTicks ticks;
    private readonly Frontier frontier;

    /// <summary>Solves once for all budgets.</summary>
    /// <param name="chains">The chains; they are planned together.</param>
    /// <param name="latency">What each candidate saves.</param>
    /// <param name="worth">What each candidate changes, see <see cref="ImportanceView"/>; candidates without a figure are left out.</param>
    /// <param name="changes">What plans say of the change of each candidate; the same as <paramref name="worth"/> if not given.</param>
    public Planner(
        ImmutableArray<LayerChain> chains,
        LatencyTable latency,
        IReadOnlyDictionary<Candidate, double> worth,
        IReadOnlyDictionary<Candidate, double>? changes = null)
    {
        this.latency = latency;
        this.changes = changes ?? worth;
        steps = new CandidateSteps(chains, latency.Saved.Where(pair => pair.Value > 0 && worth.ContainsKey(pair.Key)).Select(pair => pair.Key));
        ticks = new TableTicks(latency, steps);
        frontier = PlanSolver.Solve(steps.Problem(ticks, worth));
    }

    /// <summary>The number of points of <see cref="Points"/>.</summary>
    public int Count => frontier.Solutions.Length;

    /// <summary>Every plan that is not both slower and worse than another, fastest first.</summary>
    public IEnumerable<PlanPoint> Points => frontier.Solutions.Select(PointOf);

    /// <summary>The fastest plan.</summary>
    public PlanPoint Fastest => PointOf(frontier.Solutions[0]);

    /// <summary>The plan of the best quality within a budget of predicted milliseconds; null where none is fast enough.</summary>
    public PlanPoint? Best(double milliseconds) => frontier.Best(ticks.Budget(milliseconds)) is { } solution ? PointOf(solution) : null;

    private PlanPoint PointOf(Solution solution)
    {
        var chosen = steps.Chosen(solution.Choices);
        return new PlanPoint(ticks.Milliseconds(solution.Ticks), solution.Worth, chosen)
        {
            Figures = [.. chosen.Select(candidate => (latency.Saved[candidate], changes[candidate]))],
        };
    }
}

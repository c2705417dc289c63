namespace DepthCompress.Passes.Planning;

/// <summary>The plans that drop none, one, … all of equal parts, evenly spread.</summary>
internal sealed class UniformPlanner : IPlanner
{
    private readonly ImmutableArray<PlanPoint> plans;

    /// <param name="latency">What each part saves.</param>
    /// <param name="units">The parts, front to back.</param>
    internal UniformPlanner(LatencyTable latency, ImmutableArray<Candidate> units) =>
        plans = [.. Enumerable.Range(0, units.Length + 1).Select(count => Plan(latency, [.. Spread(units.Length, count).Select(unit => units[unit])]))];

    /// <summary>One plan for every number of parts; a part that saves nothing does not make a plan faster.</summary>
    public IEnumerable<PlanPoint> Points => plans.OrderBy(plan => plan.Milliseconds).ThenBy(plan => plan.Candidates.Length);

    /// <inheritdoc/>
    public PlanPoint Fastest => Points.First();

    /// <summary>The plan that drops the fewest parts.</summary>
    public PlanPoint? Best(double milliseconds) => plans.FirstOrDefault(plan => plan.Milliseconds <= milliseconds);

    /// <summary>
    /// So many of so many places, in order: the i-th is the one that holds the middle of the i-th of equal parts of the whole.
    /// </summary>
    internal static ImmutableArray<int> Spread(int places, int count) =>
        [.. Enumerable.Range(0, count).Select(part => (int)(((2L * part) + 1) * places / (2L * count)))];

    private static PlanPoint Plan(LatencyTable latency, ImmutableArray<Candidate> dropped) =>
        new(latency.OriginalMilliseconds - dropped.Sum(unit => latency.Saved[unit]), double.NaN, dropped)
        {
            Figures = [.. dropped.Select(unit => (latency.Saved[unit], double.NaN))],
        };
}

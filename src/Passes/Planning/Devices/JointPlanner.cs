using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// One network for several latency tables, each with its own budget: the best plan that keeps all of them, and the plan whose slowest device
/// is fastest. A table need not be that of a machine; the weighted mean of several is one more budget.
/// </summary>
public sealed class JointPlanner
{
    private const double Close = 1e-4;
    private readonly ImmutableArray<LatencyTable> tables;
    private readonly IReadOnlyDictionary<Candidate, double> changes;
    private readonly CandidateSteps steps;
    private readonly ImmutableArray<TableTicks> ticks;
    private readonly JointProblem byWorth;
    private readonly JointProblem bySpeed;

    /// <param name="chains">The chains; they are planned together.</param>
    /// <param name="tables">What each candidate saves, device by device.</param>
    /// <param name="worth">What each candidate changes; candidates without a figure are left out.</param>
    /// <param name="changes">What plans say of the change of each candidate; the same as <paramref name="worth"/> if not given.</param>
    public JointPlanner(
        ImmutableArray<LayerChain> chains,
        ImmutableArray<LatencyTable> tables,
        IReadOnlyDictionary<Candidate, double> worth,
        IReadOnlyDictionary<Candidate, double>? changes = null)
    {
        (this.tables, this.changes) = (tables, changes ?? worth);
        steps = new CandidateSteps(chains, tables.SelectMany(table => table.Saved).Where(pair => pair.Value > 0 && worth.ContainsKey(pair.Key))
            .Select(pair => pair.Key).Distinct());
        ticks = [.. tables.Select(table => new TableTicks(table, steps))];
        byWorth = new JointProblem([.. ticks.Select(one => steps.Problem(one, worth))]);
        var haste = steps.All.Where(candidate => candidate is not Candidate.Keep).ToDictionary(candidate => candidate, RelativeSaving);
        bySpeed = new JointProblem([.. ticks.Select(one => steps.Problem(one, haste))]);
    }

    /// <summary>The best plan within a budget of predicted milliseconds for each table, infinite for none; null where no plan keeps all.</summary>
    public JointPoint? Best(ImmutableArray<double> milliseconds, CancellationToken cancellation = default) =>
        Solve(byWorth, milliseconds, cancellation);

    /// <summary>
    /// The plan within the budgets whose largest latency, in parts of the original's on each device, is least, among those that lose no more
    /// than allowed; null where there is none.
    /// </summary>
    /// <param name="milliseconds">A budget for each table, infinite for none.</param>
    /// <param name="mostDrop">The most quality that may be lost.</param>
    /// <param name="ranked">Which tables count for the largest; null for all.</param>
    /// <param name="cancellation">Stops between states.</param>
    public JointPoint? Fastest(
        ImmutableArray<double> milliseconds,
        double mostDrop = double.PositiveInfinity,
        ImmutableArray<int>? ranked = null,
        CancellationToken cancellation = default)
    {
        ImmutableArray<int> counts = ranked ?? [.. Enumerable.Range(0, tables.Length)];
        var problem = double.IsPositiveInfinity(mostDrop) ? bySpeed : byWorth;
        var best = Solve(problem, milliseconds, cancellation) is { } first && first.Plan.Change >= -mostDrop ? first : null;
        var low = 0.0;
        while (best is not null)
        {
            // Halving comes close in a few steps; then every plan found is the last one's better until there is none.
            var reached = Slowest(best, counts);
            var middle = (low + reached) / 2;
            var asked = reached - low > Close ? middle : reached - (1 / (Ticks.Nanoseconds * counts.Min(table => tables[table].OriginalMilliseconds)));
            var limits = milliseconds.Select((limit, table) =>
                counts.Contains(table) ? Math.Min(limit, asked * tables[table].OriginalMilliseconds) : limit).ToImmutableArray();
            if (Solve(problem, limits, cancellation) is { } next && next.Plan.Change >= -mostDrop && Slowest(next, counts) < reached)
            {
                best = next;
            }
            else if (asked == middle && middle > low)
            {
                low = middle;
            }
            else
            {
                break;
            }
        }

        return best;
    }

    /// <summary>The largest latency in parts of the original's on each device.</summary>
    private double Slowest(JointPoint point, ImmutableArray<int> counts) =>
        counts.Max(table => point.Milliseconds[table] / tables[table].OriginalMilliseconds);

    private double RelativeSaving(Candidate candidate) =>
        tables.Sum(table => table.Saved.GetValueOrDefault(candidate) / table.OriginalMilliseconds);

    private JointPoint? Solve(JointProblem problem, ImmutableArray<double> milliseconds, CancellationToken cancellation)
    {
        var budgets = milliseconds.Select((limit, table) => double.IsPositiveInfinity(limit) ? long.MaxValue : ticks[table].Budget(limit));
        return JointSolver.Solve(problem, [.. budgets], cancellation: cancellation) is { } solution ? PointOf(solution) : null;
    }

    private JointPoint PointOf(JointSolution solution)
    {
        var chosen = steps.Chosen(solution.Choices);
        var milliseconds = solution.Ticks.Select((sum, table) => ticks[table].Milliseconds(sum)).ToImmutableArray();
        var plan = new PlanPoint(milliseconds[0], solution.Choices.Sum(choice => byWorth.Devices[0].Choices[choice].Worth), chosen)
        {
            Figures = [.. chosen.Select(candidate => (tables[0].Saved.GetValueOrDefault(candidate), changes[candidate]))],
        };
        return new JointPoint(plan, milliseconds, solution.Gap);
    }
}

namespace DepthCompress.Passes.Planning;

/// <summary>
/// The path that is worth most among those that keep the budget of every device, exactly: labels (ticks of each device, worth) that no other
/// beats in all, and that bounds from relaxed problems do not rule out. It looks close below the proved bound first, and lower only where
/// nothing is there.
/// </summary>
public static class JointSolver
{
    /// <summary>Beyond so many labels the best path known is returned, with how much better another one could be.</summary>
    public const int MostLabels = 8_000_000;

    private const double FirstPart = 1.0 / 1024;

    /// <summary>Of what two paths may differ by: every round doubles the distance, and thirty reach this far.</summary>
    private const double LeastPart = 1.0 / (1 << 30);

    /// <summary>Solves for one budget for each device; null where no path keeps all of them.</summary>
    /// <param name="problem">The problem in the ticks of each device.</param>
    /// <param name="budgets">One for each device.</param>
    /// <param name="mostLabels">The size from which on the search is given up; a path that is known then is returned with its gap.</param>
    /// <param name="cancellation">Stops between states.</param>
    /// <exception cref="ArgumentException">The problem is not one, or has not a budget for each device.</exception>
    public static JointSolution? Solve(
        JointProblem problem, ImmutableArray<long> budgets, int mostLabels = MostLabels, CancellationToken cancellation = default)
    {
        if (problem.WhyNotSolvable() is { } why || (why = budgets.Length == problem.Devices.Length ? null : "every device needs a budget") is not null)
        {
            throw new ArgumentException(why, nameof(problem));
        }

        return problem.Last == 0 ? budgets.All(budget => budget >= 0) ? JointSolution.Of(problem, []) : null
            : budgets is [var only]
            ? PlanSolver.Solve(problem.Devices[0], only).Best(only) is { } best ? JointSolution.Of(problem, best.Choices) : null
            : Search(new JointSearch(problem, budgets), mostLabels, cancellation);
    }

    private static JointSolution? Search(JointSearch search, int mostLabels, CancellationToken cancellation)
    {
        if (search.IsHopeless || double.IsNegativeInfinity(search.Bound))
        {
            return null;
        }

        var bound = search.Bound;
        var floor = search.Incumbent?.Worth + search.Tie ?? double.NegativeInfinity;
        var span = Span(search.Problem);
        var distance = Math.Max(FirstPart * (search.Incumbent is null ? span : bound - floor), LeastPart * span);
        while (bound > floor)
        {
            // The last round looks at everything above what is known.
            var least = distance >= span ? floor : Math.Max(floor, search.Bound - distance);
            var (found, isComplete) = Look(search, least, search.Incumbent is null ? int.MaxValue : mostLabels, cancellation);
            if (found is not null && found.Worth >= least)
            {
                return found;
            }

            if (!isComplete)
            {
                return search.Incumbent! with { Gap = bound - search.Incumbent.Worth };
            }

            bound = least;
            distance = 2 * Math.Max(distance, search.Tie);
        }

        return search.Incumbent;
    }

    private static (JointSolution? Found, bool IsComplete) Look(JointSearch search, double least, int mostLabels, CancellationToken cancellation)
    {
        var labels = new JointLabels(search, least);
        for (var state = 1; state <= search.Problem.Last; state++)
        {
            cancellation.ThrowIfCancellationRequested();
            labels.Fill(state);
            if (labels.Count > mostLabels)
            {
                return (null, false);
            }
        }

        return (labels.Best(), true);
    }

    /// <summary>No two paths differ by more; zero where nothing is worth anything.</summary>
    private static double Span(JointProblem problem) => 2 * problem.Last * problem.Devices[0].Choices.Max(choice => Math.Abs(choice.Worth));
}

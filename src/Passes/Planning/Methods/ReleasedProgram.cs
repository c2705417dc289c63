namespace DepthCompress.Passes.Planning;

/// <summary>What the released programs of both published methods have in common, two slips included.</summary>
internal static class ReleasedProgram
{
    /// <summary>They compare values rounded to seven decimals.</summary>
    private const double Resolution = 5e-8;

    /// <summary>
    /// The answer for a budget: null as soon as every row that ends at some position is dearer than the budget, even though a plan may pass
    /// over that position; and never a plan of zero ticks in all, because the full budget is not seeded at the first state.
    /// </summary>
    /// <param name="problem">The problem.</param>
    /// <param name="budget">In ticks.</param>
    /// <param name="rows">Where each row of the latency table ends, and its ticks.</param>
    internal static Solution? Best(PlanProblem problem, long budget, IEnumerable<(int End, long Ticks)> rows)
    {
        if (rows.GroupBy(row => row.End, row => row.Ticks).Any(ticks => ticks.Min() > budget))
        {
            return null;
        }

        var best = PlanSolver.Solve(OnlySpending(problem), budget).Best(budget);
        return best is null ? null : best with { Choices = [.. best.Choices.Select(choice => choice / 2)] };
    }

    /// <summary>
    /// Each state twice: with nothing spent, and with something; a path must end in the latter. Choice c becomes 2c and 2c + 1.
    /// </summary>
    private static PlanProblem OnlySpending(PlanProblem problem)
    {
        var choices = ImmutableArray.CreateBuilder<Choice>(2 * problem.Choices.Length);
        foreach (var choice in problem.Choices)
        {
            choices.Add(choice with { From = 2 * choice.From, To = (2 * choice.To) + (choice.Ticks > 0 ? 1 : 0) });
            choices.Add(choice with { From = (2 * choice.From) + 1, To = (2 * choice.To) + 1 });
        }

        return new PlanProblem((2 * problem.Last) + 1, choices.MoveToImmutable()) { Resolution = Resolution };
    }
}

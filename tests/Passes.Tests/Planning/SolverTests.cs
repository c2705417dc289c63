using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>Corner cases of the solver, and what it refuses.</summary>
public sealed class SolverTests
{
    [Fact]
    public void A_problem_without_steps_is_solved_by_doing_nothing()
    {
        var frontier = PlanSolver.Solve(new PlanProblem(0, []));

        Assert.Equal(0, frontier.SmallestBudget);
        Assert.Equal((0, 0.0, 0), frontier.Best(0) is { } best ? (best.Ticks, best.Worth, best.Choices.Length) : default);
        Assert.Null(frontier.Best(-1));
    }

    [Fact]
    public void Too_small_a_budget_leaves_no_solution_and_says_what_would_do()
    {
        var frontier = PlanSolver.Solve(new PlanProblem(2, [new(0, 1, 3, 1), new(1, 2, 4, 1), new(0, 2, 9, 5)]), budget: 6);

        Assert.Empty(frontier.Solutions);
        Assert.Null(frontier.Best(6));
        Assert.Equal(7, frontier.SmallestBudget);
    }

    [Fact]
    public void Where_no_path_leads_to_the_end_no_budget_is_enough()
    {
        var frontier = PlanSolver.Solve(new PlanProblem(2, [new(0, 1, 0, 1)]));

        Assert.Empty(frontier.Solutions);
        Assert.Null(frontier.SmallestBudget);
    }

    [Fact]
    public void Of_equal_paths_the_earlier_choice_into_the_last_state_wins()
    {
        Choice[] choices = [new(0, 1, 1, 1), new(0, 2, 2, 2), new(1, 3, 2, 2), new(2, 3, 1, 1)];

        Assert.Equal<int>([0, 2], PlanSolver.Solve(new PlanProblem(3, [.. choices])).Solutions.Single().Choices);
        PlanProblem reordered = new(3, [choices[3], choices[2], choices[0], choices[1]]);
        Assert.Equal<int>([3, 0], PlanSolver.Solve(reordered).Solutions.Single().Choices);
    }

    [Fact]
    public void Where_nothing_is_worth_anything_the_fastest_path_wins_and_then_the_earlier()
    {
        var frontier = PlanSolver.Solve(new PlanProblem(1, [new(0, 1, 2, 0), new(0, 1, 1, 0), new(0, 1, 1, 0)]));

        Assert.Equal<int>([1], frontier.Solutions.Single().Choices);
    }

    [Fact]
    public void Rounding_noise_is_no_reason_to_be_slower()
    {
        // 0.1 + 0.2 is larger than 0.3 in double precision, and no better.
        var frontier = PlanSolver.Solve(new PlanProblem(2, [new(0, 1, 5, 0.1), new(1, 2, 5, 0.2), new(0, 2, 9, 0.3)]));

        Assert.Equal<int>([2], frontier.Solutions.Single().Choices);
    }

    [Theory]
    [InlineData(0.0, 20)]
    [InlineData(5e-8, 15)]
    public void Worths_within_the_resolution_are_a_tie(double resolution, long ticks)
    {
        var problem = new PlanProblem(2, [new(0, 1, 10, -1), new(1, 2, 10, -1), new(0, 2, 15, -2.00000003)]) { Resolution = resolution };

        Assert.Equal(ticks, PlanSolver.Solve(problem).Best(30)?.Ticks);
    }

    [Theory]
    [InlineData(1, 1, 0, 0.0, "choice 0 leads from state 1 to 1; states are 0 to 2 and a choice leads forward")]
    [InlineData(0, 3, 0, 0.0, "choice 0 leads from state 0 to 3; states are 0 to 2 and a choice leads forward")]
    [InlineData(-1, 1, 0, 0.0, "choice 0 leads from state -1 to 1; states are 0 to 2 and a choice leads forward")]
    [InlineData(0, 2, -1, 0.0, "choice 0 takes -1 ticks; 0 to 4611686018427387903 can be added up")]
    [InlineData(0, 2, long.MaxValue, 0.0, "choice 0 takes 9223372036854775807 ticks; 0 to 4611686018427387903 can be added up")]
    [InlineData(0, 2, 1, double.NaN, "choice 0 is worth NaN, which is not a number that can be added up")]
    [InlineData(0, 2, 1, double.NegativeInfinity, "choice 0 is worth -Infinity, which is not a number that can be added up")]
    public void What_is_no_problem_is_refused_with_the_reason(int from, int to, long ticks, double worth, string reason)
    {
        var problem = new PlanProblem(2, [new(from, to, ticks, worth)]);

        Assert.Equal(reason, problem.WhyNotSolvable());
        Assert.StartsWith(reason, Assert.Throws<ArgumentException>(() => PlanSolver.Solve(problem)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resolution_below_zero_is_refused() =>
        Assert.Equal(
            "a problem needs a last state, choices and a resolution of zero or more",
            new PlanProblem(1, []) { Resolution = -1 }.WhyNotSolvable());

    [Fact]
    public void The_largest_ticks_that_can_be_added_up_are_added_up()
    {
        var half = long.MaxValue / 2;

        Assert.Equal(2 * half, PlanSolver.Solve(new PlanProblem(2, [new(0, 1, half, 0), new(1, 2, half, 0)])).SmallestBudget);
    }
}

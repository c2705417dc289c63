using System.Globalization;
using DepthCompress.Passes.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.Passes.Tests;

/// <summary>The solver against brute force, on a thousand random problems per law.</summary>
public sealed class SolverLaws
{
    private static readonly Config Thousand = Config.QuickThrowOnFailure.WithMaxTest(1000);

    [Fact]
    public void The_whole_frontier_is_that_of_brute_force() => Check(Problems(), problem =>
        Text(PlanSolver.Solve(problem).Solutions) == Text(BruteForce.Solve(problem, long.MaxValue)));

    [Fact]
    public void Within_a_budget_the_frontier_is_that_of_brute_force() => Check(Budgeted(), it =>
        Text(PlanSolver.Solve(it.Problem, it.Budget).Solutions) == Text(BruteForce.Solve(it.Problem, it.Budget)));

    [Fact]
    public void A_frontier_solved_once_answers_every_budget() => Check(Budgeted(), it =>
        Text(PlanSolver.Solve(it.Problem).Best(it.Budget)) == Text(BruteForce.Solve(it.Problem, it.Budget).LastOrDefault()));

    [Fact]
    public void The_smallest_budget_is_that_of_the_fastest_path_whatever_the_budget() => Check(Budgeted(), it =>
    {
        var paths = BruteForce.Paths(it.Problem, it.Problem.Last).ToArray();
        var smallest = paths.Length == 0 ? (long?)null : paths.Min(path => path.Ticks);
        var frontier = PlanSolver.Solve(it.Problem, it.Budget);
        return frontier.SmallestBudget == smallest
            && (frontier.Best(it.Budget) is null) == (smallest is null || it.Budget < smallest)
            && (frontier.Solutions is not [var fastest, ..] || fastest.Ticks == smallest);
    });

    [Fact]
    public void Chains_planned_together_have_the_frontier_of_all_pairs() => Check(Pairs(), pair =>
    {
        var joint = PlanProblem.Concatenate(pair.First, pair.Second);
        var offset = pair.First.Choices.Length;
        var expected = Combined(pair.First, pair.Second);
        var found = PlanSolver.Solve(joint).Solutions;
        var split = found.All(solution => IsPath(pair.First, [.. solution.Choices.Where(choice => choice < offset)])
            && IsPath(pair.Second, [.. solution.Choices.Where(choice => choice >= offset).Select(choice => choice - offset)]));
        return split && expected.SequenceEqual(found.Select(solution => (solution.Ticks, solution.Worth)));
    });

    [Fact]
    public void A_solution_is_a_path_and_its_sums() => Check(RealProblems(), problem =>
        PlanSolver.Solve(problem).Solutions.All(solution => IsPath(problem, solution.Choices)
            && solution.Ticks == solution.Choices.Sum(choice => problem.Choices[choice].Ticks)
            && solution.Worth.Equals(solution.Choices.Aggregate(0.0, (sum, choice) => sum + problem.Choices[choice].Worth))));

    [Fact]
    public void No_path_beats_the_frontier_by_more_than_the_resolution_per_step() => Check(RealProblems(), problem =>
    {
        var frontier = PlanSolver.Solve(problem with { Resolution = 0.25 });
        return BruteForce.Paths(problem, problem.Last).All(path =>
            frontier.Best(path.Ticks) is { } best && best.Worth >= path.Worth - (0.25 * problem.Last) - 1e-9);
    });

    [Fact]
    public void A_frontier_rises_in_ticks_and_in_worth() => Check(RealProblems(), problem =>
    {
        var solutions = PlanSolver.Solve(problem).Solutions;
        return solutions.Zip(solutions.Skip(1), (one, next) => one.Ticks < next.Ticks && one.Worth < next.Worth).All(rises => rises);
    });

    private static void Check<T>(Gen<T> generator, Func<T, bool> law) =>
        Prop.ForAll(Arb.From(generator), law).Check(Thousand);

    /// <summary>Few ticks and few worths, negative ones too, so that ties abound; worths add up exactly.</summary>
    private static Gen<PlanProblem> Problems() => Shapes(from quarters in Gen.Choose(-6, 6) select quarters / 4.0, Gen.Choose(0, 4));

    private static Gen<PlanProblem> RealProblems() =>
        Shapes(from thousandths in Gen.Choose(-3000, 3000) select thousandths / 1000.0, Gen.Choose(0, 100));

    private static Gen<PlanProblem> Shapes(Gen<double> worths, Gen<int> ticks) =>
        from last in Gen.Choose(0, 6)
        from count in Gen.Choose(0, last == 0 ? 0 : 14)
        from choices in (from end in Gen.Choose(1, Math.Max(last, 1))
                         from start in Gen.Choose(0, end - 1)
                         from cost in ticks
                         from worth in worths
                         select new Choice(start, end, cost, worth)).ArrayOf(count)
        select new PlanProblem(last, [.. choices]);

    private static Gen<(PlanProblem Problem, long Budget)> Budgeted() =>
        from problem in Problems()
        from budget in Gen.Choose(-1, 20)
        select (problem, (long)budget);

    private static Gen<(PlanProblem First, PlanProblem Second)> Pairs() =>
        from first in Problems()
        from second in Problems()
        select (first, second);

    private static IEnumerable<(long Ticks, double Worth)> Combined(PlanProblem first, PlanProblem second)
    {
        var sums = from one in BruteForce.Solve(first, long.MaxValue)
                   from other in BruteForce.Solve(second, long.MaxValue)
                   orderby one.Ticks + other.Ticks, one.Worth + other.Worth descending
                   select (Ticks: one.Ticks + other.Ticks, Worth: one.Worth + other.Worth);
        var best = double.NegativeInfinity;
        foreach (var sum in sums)
        {
            if (sum.Worth > best)
            {
                best = sum.Worth;
                yield return sum;
            }
        }
    }

    private static bool IsPath(PlanProblem problem, ImmutableArray<int> choices)
    {
        var state = 0;
        foreach (var choice in choices)
        {
            if (problem.Choices[choice].From != state)
            {
                return false;
            }

            state = problem.Choices[choice].To;
        }

        return state == problem.Last;
    }

    private static string Text(IEnumerable<Solution> solutions) => string.Join('\n', solutions.Select(Text));

    private static string Text(Solution? solution) => solution is null
        ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{solution.Ticks} ticks, {solution.Worth:R}: {string.Join(' ', solution.Choices)}");
}

using System.Globalization;
using DepthCompress.Passes.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace DepthCompress.Passes.Tests;

/// <summary>The solver for several devices against every path, one to three of them.</summary>
public sealed class JointSolverLaws
{
    [Fact]
    public void NoPathWithinAllBudgetsIsWorthMore() => Check(Problems(), it =>
    {
        var found = JointSolver.Solve(it.Problem, it.Budgets);
        return (Worth(found), found?.Gap ?? 0) == (Worth(Best(it.Problem, it.Budgets)), 0);
    });

    [Fact]
    public void ASolutionIsAPathWithinTheBudgetsAndItsSums() => Check(Problems(), it =>
        JointSolver.Solve(it.Problem, it.Budgets) is not { } found
        || (found.IsWithin(it.Budgets) && IsPath(it.Problem, found.Choices)
            && found.Ticks.Select((ticks, device) => found.Choices.Sum(choice => it.Problem.Devices[device].Choices[choice].Ticks) == ticks).All(equal => equal)));

    [Fact]
    public void OneDeviceIsTheProblemOfOneBudget() => Check(Problems(), it =>
    {
        var (problem, budget) = (it.Problem.Devices[0], it.Budgets[0]);
        var found = JointSolver.Solve(new JointProblem([problem]), [budget]);
        return Text(found?.Choices) == Text(PlanSolver.Solve(problem, budget).Best(budget)?.Choices);
    });

    [Fact]
    public void DevicesThatAreAlikeCountOnce() => Check(Problems(), it =>
    {
        var (problem, budget) = (it.Problem.Devices[0], it.Budgets[0]);
        return Worth(JointSolver.Solve(new JointProblem([problem, problem]), [budget, long.MaxValue])) == Worth(Best(new([problem]), [budget]));
    });

    [Fact]
    public void WhereTheSearchIsGivenUpTheGapIsTrue() => Check(Problems(), it =>
    {
        var found = JointSolver.Solve(it.Problem, it.Budgets, mostLabels: 2);
        return found is null ? Best(it.Problem, it.Budgets) is null
            : found.IsWithin(it.Budgets) && found.Gap >= 0 && Best(it.Problem, it.Budgets)!.Worth <= found.Worth + found.Gap + 1e-9;
    });

    [Fact]
    public void AnotherNumberOfBudgetsIsRefused()
    {
        var problem = new PlanProblem(1, [new Choice(0, 1, 1, 1)]);
        Assert.Throws<ArgumentException>(() => JointSolver.Solve(new JointProblem([problem, problem]), [1]));
        Assert.Throws<ArgumentException>(() => JointSolver.Solve(new JointProblem([problem, new PlanProblem(1, [new Choice(0, 1, 1, 2)])]), [1, 1]));
        Assert.Throws<ArgumentException>(() => JointSolver.Solve(new JointProblem([]), []));
    }

    /// <summary>There is nothing to look below, and no price at which the only path within the budgets is the best.</summary>
    [Fact]
    public void WhereNothingIsWorthAnythingThePathWithinTheBudgetsIsFound()
    {
        var (one, other) = (Problem(20, 1, 10, 6), Problem(20, 10, 1, 6));

        Assert.Equal(3, Assert.Single(JointSolver.Solve(new JointProblem([one, other]), [7, 7])!.Choices));
        Assert.Null(JointSolver.Solve(new JointProblem([one, other]), [7, 5]));

        static PlanProblem Problem(params ImmutableArray<int> ticks) => new(1, [.. ticks.Select(cost => new Choice(0, 1, cost, 0))]);
    }

    [Fact]
    public void NothingToDecideKeepsEveryBudget()
    {
        var problem = new PlanProblem(0, []);
        Assert.Empty(JointSolver.Solve(new JointProblem([problem, problem]), [0, 0])!.Choices);
        Assert.Null(JointSolver.Solve(new JointProblem([problem, problem]), [0, -1]));
    }

    private static void Check<T>(Gen<T> generator, Func<T, bool> law) =>
        Prop.ForAll(Arb.From(generator), law).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static JointSolution? Best(JointProblem problem, ImmutableArray<long> budgets) =>
        BruteForce.Paths(problem.Devices[0], problem.Last).Select(path => JointSolution.Of(problem, path.Choices))
            .Where(path => path.IsWithin(budgets)).MaxBy(path => path.Worth);

    /// <summary>Quarters add up exactly, so that worths can be compared exactly.</summary>
    private static Gen<(JointProblem Problem, ImmutableArray<long> Budgets)> Problems() =>
        from last in Gen.Choose(1, 6)
        from devices in Gen.Choose(1, 3)
        from count in Gen.Choose(0, 16)
        from choices in (from start in Gen.Choose(0, last - 1)
                         from end in Gen.Choose(start + 1, last)
                         from quarters in Gen.Choose(-12, 6)
                         from ticks in Gen.Choose(0, 30).ArrayOf(devices)
                         select (start, end, Worth: quarters / 4.0, ticks)).ArrayOf(count)
        from keeps in Gen.Choose(10, 40).ArrayOf(last * devices)
        from budgets in Gen.Choose(-1, 120).ArrayOf(devices)
        select (
            new JointProblem([.. Enumerable.Range(0, devices).Select(device => new PlanProblem(last,
            [
                .. Enumerable.Range(0, last).Select(state => new Choice(state, state + 1, keeps[(state * devices) + device], 0)),
                .. choices.Select(choice => new Choice(choice.start, choice.end, choice.ticks[device], choice.Worth)),
            ]))]),
            budgets.Select(budget => (long)budget).ToImmutableArray());

    private static bool IsPath(JointProblem problem, ImmutableArray<int> choices)
    {
        var state = 0;
        foreach (var choice in choices.Select(choice => problem.Devices[0].Choices[choice]))
        {
            if (choice.From != state)
            {
                return false;
            }

            state = choice.To;
        }

        return state == problem.Last;
    }

    private static double? Worth(JointSolution? solution) => solution?.Worth;

    private static string Text(ImmutableArray<int>? choices) =>
        choices is { } all ? string.Join(' ', all.Select(choice => choice.ToString(CultureInfo.InvariantCulture))) : "none";
}

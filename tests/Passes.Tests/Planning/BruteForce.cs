using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>The frontier of a small problem by looking at every path.</summary>
internal static class BruteForce
{
    /// <summary>
    /// Of paths equal in ticks and worth the one with the earlier last choice remains, then the earlier choice before it, and so on.
    /// Worths must add up without rounding.
    /// </summary>
    internal static ImmutableArray<Solution> Solve(PlanProblem problem, long budget)
    {
        var frontier = ImmutableArray.CreateBuilder<Solution>();
        var paths = Paths(problem, problem.Last)
            .Where(path => path.Ticks <= budget)
            .OrderBy(path => path.Ticks)
            .ThenByDescending(path => path.Worth)
            .ThenBy(path => path.Choices.Reverse(), Comparer<IEnumerable<int>>.Create(CompareInOrder));
        foreach (var path in paths)
        {
            if (frontier.Count == 0 || path.Worth > frontier[^1].Worth)
            {
                frontier.Add(path);
            }
        }

        return frontier.ToImmutable();
    }

    internal static IEnumerable<Solution> Paths(PlanProblem problem, int state) => state == 0
        ? [new Solution(0, 0, [])]
        : problem.Choices.Select((choice, index) => (choice, index)).Where(step => step.choice.To == state).SelectMany(step =>
            Paths(problem, step.choice.From).Select(path =>
                new Solution(path.Ticks + step.choice.Ticks, path.Worth + step.choice.Worth, path.Choices.Add(step.index))));

    private static int CompareInOrder(IEnumerable<int> left, IEnumerable<int> right) =>
        left.Zip(right, (one, other) => one.CompareTo(other)).FirstOrDefault(order => order != 0);
}

using System.Runtime.InteropServices;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// The longest path under a budget, exactly: per state it keeps the labels (ticks, worth) that no other label beats in both. The labels
/// of the last state are the whole frontier.
/// </summary>
public static class PlanSolver
{
    private const long Unreachable = long.MaxValue;
    private const double UnitRoundoff = 1.0 / (1L << 52);

    /// <summary>Solves for every budget up to <paramref name="budget"/> at once.</summary>
    /// <exception cref="ArgumentException">The problem is not one; see <see cref="PlanProblem.WhyNotSolvable"/>.</exception>
    public static Frontier Solve(PlanProblem problem, long budget = long.MaxValue)
    {
        if (problem.WhyNotSolvable() is { } why)
        {
            throw new ArgumentException(why, nameof(problem));
        }

        var choices = problem.Choices.AsSpan();
        var (order, starts) = GroupByTarget(problem.Last, choices);
        var toEnd = CheapestToEnd(problem.Last, choices, order, starts);
        if (toEnd[0] == Unreachable)
        {
            return new Frontier([]);
        }

        if (toEnd[0] > budget)
        {
            return new Frontier([]) { SmallestBudget = toEnd[0] };
        }

        return Read(problem, Fill(problem, budget, (order, starts), toEnd));
    }

    /// <summary>The labels of every state within a budget; null where nothing reaches the last one.</summary>
    internal static LabelStore? Labels(PlanProblem problem, long budget)
    {
        var choices = problem.Choices.AsSpan();
        var (order, starts) = GroupByTarget(problem.Last, choices);
        var toEnd = CheapestToEnd(problem.Last, choices, order, starts);
        return toEnd[0] > budget ? null : Fill(problem, budget, (order, starts), toEnd);
    }

    /// <summary>The fewest ticks from each state to the last; the largest number where it is not reached.</summary>
    internal static long[] CheapestToEnd(PlanProblem problem)
    {
        var (order, starts) = GroupByTarget(problem.Last, problem.Choices.AsSpan());
        return CheapestToEnd(problem.Last, problem.Choices.AsSpan(), order, starts);
    }

    private static LabelStore Fill(PlanProblem problem, long budget, (int[] Order, int[] Starts) incoming, long[] toEnd)
    {
        var labels = new LabelStore(problem.Last, Tie(problem));
        for (var state = 1; state <= problem.Last; state++)
        {
            var into = incoming.Order.AsSpan(incoming.Starts[state]..incoming.Starts[state + 1]);
            labels.Merge(problem.Choices.AsSpan(), into, toEnd[state] == Unreachable ? -1 : budget - toEnd[state]);
        }

        return labels;
    }

    /// <summary>The fewest ticks from each state to the last: what a label must leave of the budget.</summary>
    private static long[] CheapestToEnd(int last, ReadOnlySpan<Choice> choices, int[] order, int[] starts)
    {
        var cheapest = new long[last + 1];
        Array.Fill(cheapest, Unreachable, 0, last);
        for (var state = last; state > 0; state--)
        {
            if (cheapest[state] == Unreachable)
            {
                continue;
            }

            for (var index = starts[state]; index < starts[state + 1]; index++)
            {
                var choice = choices[order[index]];
                cheapest[choice.From] = Math.Min(cheapest[choice.From], cheapest[state] + choice.Ticks);
            }
        }

        return cheapest;
    }

    /// <summary>The choices by the state they lead to, in their own order within it: a counting sort.</summary>
    internal static (int[] Order, int[] Starts) GroupByTarget(int last, ReadOnlySpan<Choice> choices)
    {
        var starts = new int[last + 2];
        foreach (var choice in choices)
        {
            starts[choice.To + 1]++;
        }

        for (var state = 0; state <= last; state++)
        {
            starts[state + 1] += starts[state];
        }

        var next = (int[])starts.Clone();
        var order = new int[choices.Length];
        for (var index = 0; index < choices.Length; index++)
        {
            order[next[choices[index].To]++] = index;
        }

        return (order, starts);
    }

    /// <summary>
    /// Equal worths summed along different paths differ by rounding; twice the bound of that is the least that counts as a difference.
    /// </summary>
    internal static double Tie(PlanProblem problem)
    {
        var largest = 0.0;
        foreach (var choice in problem.Choices)
        {
            largest = Math.Max(largest, Math.Abs(choice.Worth));
        }

        return Math.Max(problem.Resolution, UnitRoundoff * problem.Last * (problem.Last * largest));
    }

    private static Frontier Read(PlanProblem problem, LabelStore labels)
    {
        var (first, end) = labels.Of(problem.Last);
        var solutions = new Solution[end - first];
        for (var label = first; label < end; label++)
        {
            solutions[label - first] = labels.Read(label);
        }

        return new Frontier(ImmutableCollectionsMarshal.AsImmutableArray(solutions));
    }
}

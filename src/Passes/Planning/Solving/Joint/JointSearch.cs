namespace DepthCompress.Passes.Planning;

/// <summary>A joint problem with its budgets and everything that bounds what a label can lead to.</summary>
internal sealed class JointSearch
{
    private readonly int[] _order;
    private readonly int[] _starts;
    private readonly ImmutableArray<long[]> _toEnd;
    private readonly ImmutableArray<WorthBound> _bounds;
    private readonly double _slack;

    /// <param name="problem">What is solved.</param>
    /// <param name="budgets">One for each device.</param>
    internal JointSearch(JointProblem problem, ImmutableArray<long> budgets)
    {
        Problem = problem;
        (_order, _starts) = PlanSolver.GroupByTarget(problem.Last, problem.Devices[0].Choices.AsSpan());
        _toEnd = [.. problem.Devices.Select(PlanSolver.CheapestToEnd)];
        Budgets = [.. budgets.Select((budget, device) => Math.Min(budget, Dearest(problem.Devices[device])))];
        IsHopeless = _toEnd.Where((toEnd, device) => toEnd[0] > Budgets[device]).Any();
        Tie = PlanSolver.Tie(problem.Devices[0]);
        _slack = Tie * (problem.Last + 1);
        Bound = double.NegativeInfinity;
        if (!IsHopeless)
        {
            var prices = new PriceSearch(problem, Budgets);
            _bounds = [.. Directions(prices.Prices).Select(direction => new WorthBound(problem, Budgets, direction))];
            Bound = _bounds.Min(bound => bound.Whole) + _slack;
            Incumbent = _bounds.Select(FirstWithin).Append(prices.Met).OfType<JointSolution>().MaxBy(solution => solution.Worth);
        }
    }

    /// <summary>What is solved.</summary>
    internal JointProblem Problem { get; }

    /// <summary>The budgets, none of them above what the dearest path takes.</summary>
    internal ImmutableArray<long> Budgets { get; }

    /// <summary>Whether a device alone cannot keep its budget, or nothing reaches the last state.</summary>
    internal bool IsHopeless { get; }

    /// <summary>What sums of equal worths may differ by.</summary>
    internal double Tie { get; }

    /// <summary>No path within the budgets is worth more.</summary>
    internal double Bound { get; }

    /// <summary>The best path within the budgets that is known before the search; null for none.</summary>
    internal JointSolution? Incumbent { get; }

    /// <summary>The choices that lead to a state.</summary>
    internal ReadOnlySpan<int> Into(int state) => _order.AsSpan(_starts[state].._starts[state + 1]);

    /// <summary>Whether a path through a state, with so much spent and gained, may end within the budgets and be worth enough.</summary>
    internal bool MayReach(int state, ReadOnlySpan<long> spent, double worth, double least)
    {
        for (var device = 0; device < spent.Length; device++)
        {
            if (_toEnd[device][state] > Budgets[device] - spent[device])
            {
                return false;
            }
        }

        foreach (var bound in _bounds)
        {
            if (!(worth + bound.Of(state, spent) + _slack >= least))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The ticks of the dearest path; a larger budget forbids nothing.</summary>
    private static long Dearest(PlanProblem problem)
    {
        var most = new long[problem.Last + 1];
        foreach (var choice in problem.Choices.OrderBy(choice => choice.To))
        {
            most[choice.To] = Math.Max(most[choice.To], most[choice.From] + choice.Ticks);
        }

        return most[problem.Last];
    }

    /// <summary>The best prices, and each device alone.</summary>
    private static IEnumerable<ImmutableArray<double>> Directions(ImmutableArray<double> prices)
    {
        if (prices.Count(price => price > 0) > 1)
        {
            yield return prices;
        }

        for (var device = 0; device < prices.Length; device++)
        {
            yield return [.. prices.Select((_, index) => index == device ? 1.0 : 0)];
        }
    }

    private JointSolution? FirstWithin(WorthBound bound) =>
        bound.Paths().Select(path => JointSolution.Of(Problem, path)).FirstOrDefault(solution => solution.IsWithin(Budgets));
}

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Prices of the devices' ticks: where going over a budget costs its price instead of being forbidden, the best path is worth at least as
/// much as the best one within the budgets. Subgradient steps look for the prices at which that bound is lowest; the paths that are met on
/// the way and keep the budgets are solutions.
/// </summary>
internal sealed class PriceSearch
{
    private const int MostSteps = 400;
    private const int Patience = 12;
    private readonly JointProblem _problem;
    private readonly ImmutableArray<long> _budgets;
    private readonly int[] _order;
    private readonly double[][] _shares;
    private readonly double[] _best;
    private readonly int[] _last;

    /// <param name="problem">What is solved.</param>
    /// <param name="budgets">One for each device.</param>
    internal PriceSearch(JointProblem problem, ImmutableArray<long> budgets)
    {
        (_problem, _budgets) = (problem, budgets);
        var choices = problem.Devices[0].Choices;
        _order = [.. Enumerable.Range(0, choices.Length).OrderBy(choice => choices[choice].To)];
        _shares = [.. problem.Devices.Select((device, index) =>
            device.Choices.Select(choice => (double)choice.Ticks / Math.Max(1, budgets[index])).ToArray())];
        (_best, _last) = (new double[problem.Last + 1], new int[problem.Last + 1]);
        Prices = [.. budgets.Select(_ => 0.0)];
        Run();
    }

    /// <summary>The best prices found: worth for a whole budget, for each device.</summary>
    internal ImmutableArray<double> Prices { get; private set; }

    /// <summary>No path within the budgets is worth more.</summary>
    internal double Bound { get; private set; } = double.PositiveInfinity;

    /// <summary>The best path within the budgets that was met; null for none.</summary>
    internal JointSolution? Met { get; private set; }

    private void Run()
    {
        var prices = new double[_budgets.Length];
        var floor = Meet(prices, sign: -1);
        var (pace, since) = (1.0, 0);
        for (var step = 0; step < MostSteps && pace > 1e-4; step++)
        {
            var bound = Meet(prices, sign: 1);
            since = bound < Bound - (1e-9 * Math.Abs(Bound)) ? 0 : since + 1;
            if (bound < Bound)
            {
                (Bound, Prices) = (bound, [.. prices]);
            }

            if (since > Patience)
            {
                (pace, since) = (pace / 2, 0);
                Prices.CopyTo(prices);
                Meet(prices, sign: 1);
            }

            if (!Move(prices, pace * Math.Max(1e-12, bound - (Met?.Worth ?? floor))))
            {
                break;
            }
        }
    }

    /// <summary>A step against the direction in which the bound rises; false where the budgets are kept at no price.</summary>
    private bool Move(double[] prices, double distance)
    {
        var slope = new double[prices.Length];
        for (var state = _problem.Last; state > 0; state = _problem.Devices[0].Choices[_last[state]].From)
        {
            for (var device = 0; device < slope.Length; device++)
            {
                slope[device] -= _shares[device][_last[state]];
            }
        }

        var square = 0.0;
        for (var device = 0; device < slope.Length; device++)
        {
            slope[device] += 1;
            square += slope[device] < 0 || prices[device] > 0 ? slope[device] * slope[device] : 0;
        }

        if (square < 1e-18)
        {
            return false;
        }

        for (var device = 0; device < slope.Length; device++)
        {
            prices[device] = Math.Max(0, prices[device] - (distance * slope[device] / square));
        }

        return true;
    }

    /// <summary>The path that is worth most (or, by the sign, least) at these prices; the bound that it gives.</summary>
    private double Meet(double[] prices, int sign)
    {
        var choices = _problem.Devices[0].Choices;
        Array.Fill(_best, double.NegativeInfinity, 1, _best.Length - 1);
        foreach (var index in _order)
        {
            var choice = choices[index];
            var worth = _best[choice.From] + (sign * choice.Worth);
            for (var device = 0; device < prices.Length; device++)
            {
                worth -= prices[device] * _shares[device][index];
            }

            if (worth > _best[choice.To])
            {
                (_best[choice.To], _last[choice.To]) = (worth, index);
            }
        }

        Keep();
        return sign * (_best[_problem.Last] + prices.Sum());
    }

    private void Keep()
    {
        var path = new Stack<int>();
        for (var state = _problem.Last; state > 0; state = _problem.Devices[0].Choices[_last[state]].From)
        {
            path.Push(_last[state]);
        }

        var solution = JointSolution.Of(_problem, [.. path]);
        if (solution.IsWithin(_budgets) && !(Met?.Worth >= solution.Worth))
        {
            Met = solution;
        }
    }
}

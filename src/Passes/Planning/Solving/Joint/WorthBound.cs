namespace DepthCompress.Passes.Planning;

/// <summary>
/// What the rest of a path can be worth at most, whatever state it starts from: the exact frontier, back to front, of a problem with one
/// budget that the budgets of all devices imply.
/// </summary>
internal sealed class WorthBound
{
    private const double Largest = 1L << 50;
    private const double Resolution = 1 << 20;
    private readonly ImmutableArray<long> _weights;
    private readonly long _grain;
    private readonly long _budget;
    private readonly int _last;
    private readonly LabelStore? _labels;

    /// <param name="problem">What is solved.</param>
    /// <param name="budgets">One for each device.</param>
    /// <param name="prices">What a whole budget of each device counts in the common one; one of them is above zero.</param>
    internal WorthBound(JointProblem problem, ImmutableArray<long> budgets, ImmutableArray<double> prices)
    {
        var perTick = prices.Select((price, device) => price / Math.Max(1, budgets[device])).ToArray();
        var largest = problem.Devices.Select((device, index) =>
            perTick[index] * device.Choices.Max(choice => choice.Ticks) * problem.Last).Append(0).Max();
        _weights = [.. perTick.Select(price => (long)(price * Largest / Math.Max(largest, perTick.Max() / Resolution)))];
        var budget = Enumerable.Range(0, budgets.Length).Sum(device => _weights[device] * budgets[device]);
        _grain = Math.Max(1, (long)(budget / Resolution));
        (_budget, _last) = (budget / _grain, problem.Last);
        _labels = PlanSolver.Labels(Reversed(problem.Surrogate(_weights, _grain)), _budget);
    }

    /// <summary>The most that a path within the budgets can be worth; below every number where there is none.</summary>
    internal double Whole => OfRest(0, _budget);

    /// <summary>The paths of the relaxed problem, worth most first; the first may break a budget.</summary>
    internal IEnumerable<ImmutableArray<int>> Paths()
    {
        if (_labels is null)
        {
            yield break;
        }

        var (first, end) = _labels.Of(_last);
        for (var label = end - 1; label >= first; label--)
        {
            yield return [.. _labels.Read(label).Choices.Reverse()];
        }
    }

    /// <summary>What the rest of a path can be worth from a state on, when so many ticks of each device are spent.</summary>
    internal double Of(int state, ReadOnlySpan<long> spent)
    {
        var sum = 0L;
        for (var device = 0; device < spent.Length; device++)
        {
            sum += _weights[device] * spent[device];
        }

        return OfRest(state, _budget - (sum / _grain));
    }

    private double OfRest(int state, long left) => _labels?.MostWithin(_last - state, left) ?? double.NegativeInfinity;

    private static PlanProblem Reversed(PlanProblem problem) => problem with
    {
        Choices = [.. problem.Choices.Select(choice => choice with { From = problem.Last - choice.To, To = problem.Last - choice.From })],
    };
}

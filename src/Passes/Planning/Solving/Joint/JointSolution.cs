namespace DepthCompress.Passes.Planning;

/// <summary>A path from the first state to the last, within the budget of every device.</summary>
/// <param name="Ticks">The sum of the ticks of its choices, for each device.</param>
/// <param name="Worth">The sum of their worths, added from the first state to the last.</param>
/// <param name="Choices">Indices of the choices, in the order of the path.</param>
public sealed record JointSolution(ImmutableArray<long> Ticks, double Worth, ImmutableArray<int> Choices)
{
    /// <summary>
    /// How much more another path within the budgets could be worth at most: 0 for a proved optimum, as always but for problems of a size
    /// where looking was given up.
    /// </summary>
    public double Gap { get; init; }

    /// <summary>The path of these choices.</summary>
    internal static JointSolution Of(JointProblem problem, ImmutableArray<int> choices) => new(
        [.. problem.Devices.Select(device => choices.Sum(choice => device.Choices[choice].Ticks))],
        choices.Aggregate(0.0, (sum, choice) => sum + problem.Devices[0].Choices[choice].Worth),
        choices);

    /// <summary>Whether every device keeps its budget.</summary>
    internal bool IsWithin(ImmutableArray<long> budgets)
    {
        for (var device = 0; device < budgets.Length; device++)
        {
            if (Ticks[device] > budgets[device])
            {
                return false;
            }
        }

        return true;
    }
}

namespace DepthCompress.Passes.Planning;

/// <summary>One problem in the ticks of several devices: the same states, choices and worths; only what a choice costs differs.</summary>
/// <param name="Devices">The problem of each device.</param>
public sealed record JointProblem(ImmutableArray<PlanProblem> Devices)
{
    /// <summary>The last state.</summary>
    public int Last => Devices[0].Last;

    /// <summary>Says what is wrong with this problem, in words; null when it can be solved.</summary>
    public string? WhyNotSolvable()
    {
        if (Devices.IsDefaultOrEmpty)
        {
            return "a joint problem needs a device";
        }

        foreach (var device in Devices)
        {
            if (device.WhyNotSolvable() is { } why)
            {
                return why;
            }

            if (device.Last != Last || device.Choices.Length != Devices[0].Choices.Length)
            {
                return "the devices have other states or choices";
            }

            for (var index = 0; index < device.Choices.Length; index++)
            {
                if (device.Choices[index] with { Ticks = 0 } != Devices[0].Choices[index] with { Ticks = 0 })
                {
                    return $"choice {index} differs between the devices in more than its ticks";
                }
            }
        }

        return null;
    }

    /// <summary>
    /// The ticks of all devices added up with whole weights, each sum divided by a grain and rounded down. A path within the budgets is
    /// within the same sum of the budgets, so that this is a relaxation.
    /// </summary>
    internal PlanProblem Surrogate(ImmutableArray<long> weights, long grain) => Devices[0] with
    {
        Choices = [.. Devices[0].Choices.Select((choice, index) => choice with { Ticks = Sum(index, weights) / grain })],
    };

    private long Sum(int choice, ImmutableArray<long> weights)
    {
        var sum = 0L;
        for (var device = 0; device < Devices.Length; device++)
        {
            sum += weights[device] * Devices[device].Choices[choice].Ticks;
        }

        return sum;
    }
}

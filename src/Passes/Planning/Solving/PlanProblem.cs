namespace DepthCompress.Passes.Planning;

/// <summary>States 0 … <paramref name="Last"/>; the order of the choices decides ties.</summary>
/// <remarks>
/// What a state means is the business of whoever states the problem: a position of a chain, or a position and whether an
/// activation stands there. The solver sees integers and numbers only.
/// </remarks>
public sealed record PlanProblem(int Last, ImmutableArray<Choice> Choices)
{
    /// <summary>
    /// Worths that differ by no more than this are a tie, which the faster and then the earlier choice wins. Each step of a plan may
    /// lose up to this much against the exact optimum. Below the noise of floating-point addition it has no effect.
    /// </summary>
    public double Resolution { get; init; }

    /// <summary>
    /// Several chains planned together: the last state of one is the first of the next. The choices keep their order, chain after chain,
    /// so those of chain <c>n</c> start at the number of choices of the chains before it.
    /// </summary>
    public static PlanProblem Concatenate(params ReadOnlySpan<PlanProblem> chains)
    {
        var choices = ImmutableArray.CreateBuilder<Choice>();
        var first = 0;
        var resolution = 0.0;
        foreach (var chain in chains)
        {
            foreach (var choice in chain.Choices)
            {
                choices.Add(choice with { From = choice.From + first, To = choice.To + first });
            }

            first += chain.Last;
            resolution = Math.Max(resolution, chain.Resolution);
        }

        return new PlanProblem(first, choices.ToImmutable()) { Resolution = resolution };
    }

    /// <summary>Says what is wrong with this problem, in words; null when it can be solved.</summary>
    public string? WhyNotSolvable()
    {
        if (Last < 0 || Choices.IsDefault || !(Resolution >= 0))
        {
            return "a problem needs a last state, choices and a resolution of zero or more";
        }

        var most = long.MaxValue / Math.Max(Last, 1);
        for (var index = 0; index < Choices.Length; index++)
        {
            var choice = Choices[index];
            if (choice.From < 0 || choice.To > Last || choice.From >= choice.To)
            {
                return $"choice {index} leads from state {choice.From} to {choice.To}; states are 0 to {Last} and a choice leads forward";
            }

            if (choice.Ticks < 0 || choice.Ticks > most)
            {
                return $"choice {index} takes {choice.Ticks} ticks; 0 to {most} can be added up";
            }

            if (!double.IsFinite(choice.Worth * Last))
            {
                return $"choice {index} is worth {choice.Worth}, which is not a number that can be added up";
            }
        }

        return null;
    }
}

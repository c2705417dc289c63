namespace DepthCompress.GraphIR;

/// <summary>A learning rate over the steps of a run: a linear warm-up, then a decline.</summary>
public sealed record LearningRateSchedule
{
    /// <summary>The highest rate, reached at the end of the warm-up.</summary>
    public double Peak { get; init; } = 0.02;

    /// <summary>The form of the decline.</summary>
    public LearningRateDecline Decline { get; init; } = LearningRateDecline.Cosine;

    /// <summary>Steps of linear growth from nearly nothing to <see cref="Peak"/>.</summary>
    public long WarmUp { get; init; }

    /// <summary>The rate at the end, as a part of <see cref="Peak"/> (cosine and linear).</summary>
    public double Final { get; init; }

    /// <summary>For <see cref="LearningRateDecline.Steps"/>: where the rate is multiplied, as parts of the run.</summary>
    public ImmutableArray<double> Milestones { get; init; } = [0.5, 0.75];

    /// <summary>For <see cref="LearningRateDecline.Steps"/>: what it is multiplied by.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>The rate of a step.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="steps">Of the whole run.</param>
    public double At(long step, long steps)
    {
        if (step < WarmUp)
        {
            return Peak * (step + 1) / (WarmUp + 1);
        }

        var part = (double)(step - WarmUp) / Math.Max(1, steps - WarmUp);
        return Decline switch
        {
            LearningRateDecline.Cosine => Peak * (Final + ((1 - Final) * (1 + Math.Cos(Math.PI * part)) / 2)),
            LearningRateDecline.Linear => Peak * (Final + ((1 - Final) * (1 - part))),
            LearningRateDecline.Steps => Peak * Math.Pow(Factor, Milestones.Count(milestone => part >= milestone)),
            _ => Peak,
        };
    }
}

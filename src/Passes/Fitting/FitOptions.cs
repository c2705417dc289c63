namespace DepthCompress.Passes.Fitting;

/// <summary>How regressions are set up.</summary>
public sealed record FitOptions
{
    /// <summary>λ of the ridge, relative to the mean variance of a feature.</summary>
    public double Lambda { get; init; } = 1e-4;

    /// <summary>Added to λ when a chosen plan is refitted, times features per sample: what keeps a small calibration set from being learned by heart.</summary>
    public double ScarcityLambda { get; init; } = 0.2;

    /// <summary>Samples per feature that a regression looks at when candidates are compared.</summary>
    public double SamplesPerFeature { get; init; } = 40;

    /// <summary>Samples per feature that a regression looks at when a chosen plan is refitted.</summary>
    public double RefitSamplesPerFeature { get; init; } = 300;

    /// <summary>
    /// How often a refitted convolution in front of a rectifier is solved for again with what the rectifier cuts off taken out of its target.
    /// </summary>
    public int ActivationRounds { get; init; } = 2;

    /// <summary>Of drawing samples.</summary>
    public int Seed { get; init; }
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>How filters are selected by factors (Factorized Convolutional Filters, CVPR'19).</summary>
public sealed record FactorizedFiltersOptions
{
    /// <summary>Which kernels die with a filter.</summary>
    public FilterMode Mode { get; init; }

    /// <summary>The part of its filters that every layer loses; null: as large as the target needs.</summary>
    public double? Part { get; init; }

    /// <summary>Whether layers of small weights lose more filters: of all filters by mean |W| a part goes, a tenth to nine tenths of a layer.</summary>
    public bool HasDifferentParts { get; init; }

    /// <summary>
    /// Whether factors stand in front of the normalization, as in the released program. Normalization undoes them there: the loss hardly
    /// depends on a factor, and the selection is one of noise.
    /// </summary>
    public bool GatesBeforeNorm { get; init; }

    /// <summary>α: the part of ADMM in the gradient of a factor; 1 − α is that of the loss.</summary>
    public double Tradeoff { get; init; } = 0.8;

    /// <summary>η · α · ρ at the beginning: how far the first step goes towards a binary vector.</summary>
    public double FirstPull { get; init; } = 0.005;

    /// <summary>η · α · ρ at the end of the ramp; below 1.</summary>
    public double LastPull { get; init; } = 0.6;

    /// <summary>ρ at the beginning; null: by <see cref="FirstPull"/>.</summary>
    public double? FirstPenalty { get; init; }

    /// <summary>ρ at the end of the ramp; null: by <see cref="LastPull"/>.</summary>
    public double? LastPenalty { get; init; }

    /// <summary>The part of the run after which ρ has reached its end.</summary>
    public double Ramp { get; init; } = 0.8;

    /// <summary>μ: what ρ is multiplied by after a step; null: by <see cref="Ramp"/>.</summary>
    public double? Growth { get; init; }

    /// <summary>η: the learning rate of the factors; null: that of the weights.</summary>
    public double? FactorRate { get; init; } = 5;

    /// <summary>The learning rate of the weights.</summary>
    public LearningRateSchedule Schedule { get; init; } = new() { Peak = 0.01, WarmUp = 10, Decline = LearningRateDecline.None };

    /// <summary>The update rule of the weights.</summary>
    public Optimizer Optimizer { get; init; } = new Optimizer.Sgd();

    /// <summary>The L2 penalty of the weights.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>The factor from which a filter stays; null: as many of the largest as are to stay.</summary>
    public double? Threshold { get; init; }

    /// <summary>What the released program does on small images; published with 30 epochs of batches of 128.</summary>
    public static FactorizedFiltersOptions AsReleased { get; } = new()
    {
        Mode = FilterMode.Official,
        GatesBeforeNorm = true,
        Tradeoff = 0.99,
        FirstPenalty = 0.01,
        LastPenalty = 6,
        Growth = 1.01,
        FactorRate = null,
        Schedule = new() { Peak = 0.1, Decline = LearningRateDecline.Steps, Milestones = [1.0 / 3, 2.0 / 3] },
        Optimizer = new Optimizer.Sgd(0, false),
        WeightDecay = 0,
        Threshold = 0.1,
    };

    /// <summary>What the released program does on ImageNet; published with 30 epochs of batches of 256.</summary>
    public static FactorizedFiltersOptions AsReleasedForImageNet { get; } = AsReleased with
    {
        Tradeoff = 0.65,
        FirstPenalty = 0.001,
        Growth = 1.005,
    };
}

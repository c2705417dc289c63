namespace DepthCompress.GraphIR;

/// <summary>
/// Factors that become binary while the network trains, a stated number of them 1: back-propagation with ADMM (Factorized Convolutional
/// Filters, CVPR'19, section 3.2).
/// </summary>
public sealed record FactorLearning
{
    /// <summary>The factors; all begin with 1.</summary>
    public required ImmutableArray<LearnedFactor> Factors { get; init; }

    /// <summary>α: the part of ADMM in the gradient of a factor; 1 − α is that of the loss.</summary>
    public required double Tradeoff { get; init; }

    /// <summary>ρ at the beginning.</summary>
    public required double FirstPenalty { get; init; }

    /// <summary>ρ at which the growth ends.</summary>
    public required double LastPenalty { get; init; }

    /// <summary>μ: ρ is multiplied by it after every step until it has reached its end.</summary>
    public required double Growth { get; init; }

    /// <summary>The learning rate of the factors; null: that of the weights.</summary>
    public double? Rate { get; init; }
}

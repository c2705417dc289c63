namespace DepthCompress.GraphIR;

/// <summary>
/// Activations that learn whether they are needed (DepthShrinker, ICML'22, section 2). Each unit has a score s from 0, the activation, to 1,
/// the identity; in every step the units with the lowest scores are kept, all others left out, and the gradient of the scores is that of
/// y = a + (x − a) · s whatever was chosen.
/// </summary>
public sealed record ActivationGates
{
    /// <summary>The units; of equal scores the first is kept.</summary>
    public required ImmutableArray<GatedUnit> Units { get; init; }

    /// <summary>How many units are kept; null: all of them, while their scores learn.</summary>
    public int? Keep { get; init; }

    /// <summary>
    /// The weight of the latency in the loss: of Σ Δ (1 − s), where Δ is a unit's part of what all of them save, so that expensive units are
    /// left out where the task does not care.
    /// </summary>
    public double LatencyWeight { get; init; }

    /// <summary>
    /// Whether the latency has the sign and form of the released program, Σ Δ s with scores of any size: it protects expensive units.
    /// </summary>
    public bool ProtectsExpensive { get; init; }

    /// <summary>Whether scores are brought back to [0, 1] after every step: beyond it they get no gradient of the task any more.</summary>
    public bool Projects { get; init; } = true;

    /// <summary>Whether scores decay as kernels do.</summary>
    public bool Decays { get; init; }

    /// <summary>A factor on the learning rate.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>The last part of the run, in which the choice of units does not change any more.</summary>
    public double FrozenPart { get; init; }
}

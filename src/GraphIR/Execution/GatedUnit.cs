namespace DepthCompress.GraphIR;

/// <summary>Activations that are kept or left out together: one learned score for all of them.</summary>
/// <param name="Name">For people and checkpoints.</param>
/// <param name="Sites">The activations.</param>
/// <param name="Saving">What leaving them out saves, in any unit; 0 where nothing is known.</param>
public sealed record GatedUnit(string Name, ImmutableArray<GateSite> Sites, double Saving)
{
    /// <summary>
    /// What the gradient of the score is multiplied by: it is a sum over all elements, so that early layers of high resolution see larger ones.
    /// </summary>
    public double GradientScale { get; init; } = 1;
}

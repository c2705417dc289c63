namespace DepthCompress.Passes.Planning;

/// <summary>One plan of the frontier, as predicted: milliseconds of the whole network, and the change of quality (negative is worse).</summary>
/// <param name="Milliseconds">What the latency table promises.</param>
/// <param name="Change">What the importance table promises; not a number where the method asks for none.</param>
/// <param name="Candidates">The chosen candidates, front to back; what is kept is left out.</param>
public sealed record PlanPoint(double Milliseconds, double Change, ImmutableArray<Candidate> Candidates)
{
    /// <summary>What the tables say of each candidate: milliseconds saved, and change of the metric.</summary>
    public ImmutableArray<(double Saved, double Change)> Figures { get; init; } = [];
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>Activations that are removed together (DepthShrinker, ICML'22, section 1.1).</summary>
/// <param name="Name">The first and the last layer.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Candidate">What removing them means.</param>
/// <param name="Sites">The activations.</param>
/// <param name="WhyNot">Why they cannot be removed, in words; null where they can.</param>
public sealed record ShrinkUnit(string Name, ShrinkKind Kind, Candidate.Compose Candidate, ImmutableArray<GateSite> Sites, string? WhyNot)
{
    /// <summary>Whether removing the activations merges convolutions.</summary>
    public bool Merges => Candidate.Segment.Length > 1;
}

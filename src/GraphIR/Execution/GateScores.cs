namespace DepthCompress.GraphIR;

/// <summary>What gates have learned.</summary>
/// <param name="Scores">One per unit; the lower, the more the activation is worth.</param>
/// <param name="Kept">Whether a unit is among those kept at the end.</param>
/// <param name="Flips">For every epoch, how many units were chosen differently at any of its steps than at the step before.</param>
public sealed record GateScores(ImmutableArray<double> Scores, ImmutableArray<bool> Kept, ImmutableArray<int> Flips);

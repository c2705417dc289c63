namespace DepthCompress.Passes.Planning;

/// <summary>A path from the first state to the last.</summary>
/// <param name="Ticks">The sum of the ticks of its choices.</param>
/// <param name="Worth">The sum of their worths, added from the first state to the last.</param>
/// <param name="Choices">Indices into <see cref="PlanProblem.Choices"/>, in the order of the path.</param>
public sealed record Solution(long Ticks, double Worth, ImmutableArray<int> Choices);

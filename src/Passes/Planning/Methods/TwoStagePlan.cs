namespace DepthCompress.Passes.Planning;

/// <summary>What the two-stage method decides.</summary>
/// <param name="Activations">The set A: positions where an activation stands, in the original or not.</param>
/// <param name="Boundaries">The set S: positions between which all is merged. Neither set holds position 0.</param>
/// <param name="Blocks">The importance blocks of the path, in order.</param>
/// <param name="Milliseconds">The sum of the unrounded latencies.</param>
public sealed record TwoStagePlan(
    ImmutableArray<int> Activations, ImmutableArray<int> Boundaries, ImmutableArray<BlockImportance> Blocks, double Milliseconds);

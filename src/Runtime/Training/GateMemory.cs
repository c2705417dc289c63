namespace DepthCompress.Runtime.Training;

/// <summary>What gates remember from step to step besides their scores.</summary>
/// <param name="Kept">The choice of the last step; empty before the first.</param>
/// <param name="Changed">The units chosen differently since the epoch began.</param>
/// <param name="Flips">How many those were, for every finished epoch.</param>
internal sealed record GateMemory(ImmutableArray<bool> Kept, ImmutableArray<bool> Changed, ImmutableArray<int> Flips);

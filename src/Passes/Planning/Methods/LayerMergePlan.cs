namespace DepthCompress.Passes.Planning;

/// <summary>What LayerMerge decides.</summary>
/// <param name="Boundaries">The set A: positions that end a segment and keep their activation, 0 and the last included.</param>
/// <param name="Convolutions">The set C: convolutions that remain, the stem (0) included.</param>
/// <param name="Segments">The chosen rows, in order.</param>
/// <param name="Milliseconds">The sum of their unrounded latencies.</param>
public sealed record LayerMergePlan(
    ImmutableArray<int> Boundaries, ImmutableArray<int> Convolutions, ImmutableArray<KernelRow> Segments, double Milliseconds);

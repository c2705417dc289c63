namespace DepthCompress.Passes.Planning;

/// <summary>A row of LayerMerge's tables on a network: a kernel size and what realizes it.</summary>
/// <param name="Segment">The run of sites.</param>
/// <param name="Option">The kernel size, and the sites that remain.</param>
/// <param name="Candidate">What realizes it.</param>
internal sealed record LayerMergeRow(Segment Segment, KernelOption Option, Candidate Candidate);

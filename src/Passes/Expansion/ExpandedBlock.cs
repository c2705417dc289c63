namespace DepthCompress.Passes.Expansion;

/// <summary>A convolution that became an inverted residual block, by the names of its layers.</summary>
/// <param name="Name">Of the convolution.</param>
/// <param name="First">The pointwise convolution that widens.</param>
/// <param name="Last">The pointwise convolution that narrows.</param>
/// <param name="IsExact">Whether the block is wide enough for every kernel of the convolution.</param>
public sealed record ExpandedBlock(string Name, string First, string Last, bool IsExact);

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>One number per channel that is computed elsewhere and added to every position, such as the embedding of a time.</summary>
/// <param name="Join">The addition.</param>
/// <param name="Outer">[N, C, 1, …]: what is added.</param>
public sealed record Shift(Node Join, Value Outer);

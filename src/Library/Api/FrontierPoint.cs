namespace DepthCompress;

/// <summary>One plan worth considering, as the tables predict it.</summary>
/// <param name="Milliseconds">The latency of the whole network.</param>
/// <param name="Change">The change of quality; negative is worse, and not a number where none was estimated.</param>
public readonly record struct FrontierPoint(double Milliseconds, double Change);

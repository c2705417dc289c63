using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>Something that a random network brought to light.</summary>
/// <param name="Seed">The network's seed.</param>
/// <param name="Variant">What was done to it.</param>
/// <param name="Kind">What went wrong, so that a smaller network can be asked for the same.</param>
/// <param name="Message">In words.</param>
/// <param name="Network">The network.</param>
public sealed record DifferentialFinding(int Seed, string Variant, string Kind, string Message, Graph Network);

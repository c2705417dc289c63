using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Compression;

/// <summary>What a compression decided on before any weight was solved for.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Before">The original, measured beside the planned network.</param>
/// <param name="After">The planned network, measured beside the original: weights do not change it.</param>
/// <param name="IsFastest">Whether the plan misses the target although it is the fastest that the method has.</param>
public sealed record CompressionDecision(CompressionPlan Plan, LatencyEstimate Before, LatencyEstimate After, bool IsFastest);

using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>What planning found.</summary>
public sealed record PlanResult
{
    /// <summary>The plan that meets the target; null where no target was named.</summary>
    public required NetworkPlan? Plan { get; init; }

    /// <summary>The best plan of every latency as the tables predict it, fastest first.</summary>
    public required ImmutableArray<FrontierPoint> Frontier { get; init; }

    /// <summary>The latency of the network as it is, in milliseconds.</summary>
    public required double OriginalMs { get; init; }

    /// <summary>What was found on the way.</summary>
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }
}

using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// Stands for the machine that a pair is planned for where it is worked on by another: it knows how fast the original and the planned network
/// are, and measures nothing.
/// </summary>
/// <param name="machine">What the latencies are true of.</param>
/// <param name="decision">The two that it knows.</param>
internal sealed class RecordedLatencies(MachineIdentity machine, ComparisonDecision decision) : ILatencyProbe
{
    /// <inheritdoc/>
    public MachineIdentity Machine => machine;

    /// <summary>The original's, and that of the planned network, whichever weights it has.</summary>
    /// <exception cref="CompilerBugException">Something else is asked for: the tables at the outset are not complete.</exception>
    public ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<LatencyRequest> requests, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default) =>
        requests.Length == 2 ? [decision.Before, decision.After]
            : throw new CompilerBugException("a latency was to be measured in the name of another machine");
}

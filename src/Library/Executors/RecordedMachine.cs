using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// Stands for the machine that latencies were measured on where rows are found on another: which candidates are worth a look, and so which
/// rows there are, must not depend on who looks.
/// </summary>
/// <param name="machine">What the latencies are true of.</param>
internal sealed class RecordedMachine(MachineIdentity machine) : ILatencyProbe
{
    /// <inheritdoc/>
    public MachineIdentity Machine => machine;

    /// <summary>Never: a task finds importances only.</summary>
    /// <exception cref="CompilerBugException">Always.</exception>
    public ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<LatencyRequest> requests, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default) =>
        throw new CompilerBugException("a latency was to be measured in the name of another machine");
}

using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// Stands for the machine that latencies were measured on where another one asks for them: a task of a job, which must find the rows that
/// were submitted whoever looks, and plans for a device that is not here.
/// </summary>
/// <param name="machine">What the latencies are true of.</param>
internal sealed class RecordedMachine(MachineIdentity machine) : ILatencyProbe
{
    /// <inheritdoc/>
    public MachineIdentity Machine => machine;

    /// <summary>Never: that machine is elsewhere.</summary>
    /// <exception cref="DiagnosticException">DC2767, always.</exception>
    public ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<LatencyRequest> requests, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default) =>
        throw DiagnosticCatalog.LatencyOfAnotherMachine.Error(null, $"{machine.Device}, {machine.Provider}, {machine.Threads} thread(s)");
}

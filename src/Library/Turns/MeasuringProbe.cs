using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>Measures while nobody trains or measures on the same device.</summary>
/// <param name="probe">Measures; disposed with this.</param>
/// <param name="turns">Who keeps whom apart.</param>
/// <param name="device">What it measures on.</param>
internal sealed class MeasuringProbe(ILatencyProbe probe, DeviceTurns turns, string device) : ILatencyProbe, IDisposable
{
    /// <inheritdoc/>
    public MachineIdentity Machine => probe.Machine;

    /// <inheritdoc/>
    public ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<LatencyRequest> requests, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default)
    {
        using (turns.Measure(device, cancellation))
        {
            return probe.Measure(requests, progress, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (probe as IDisposable)?.Dispose();
}

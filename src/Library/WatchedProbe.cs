using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;

namespace DepthCompress;

/// <summary>Looks, before anything is measured, whether others work on the same cores, and says so at once: measuring may take minutes.</summary>
/// <param name="probe">What measures; disposed with this.</param>
/// <param name="session">Where it is said.</param>
/// <param name="share">How much of the processor time that was asked for was given.</param>
internal sealed class WatchedProbe(ILatencyProbe probe, Session session, Func<double> share) : ILatencyProbe, IDisposable
{
    private bool isLooked;

    /// <inheritdoc/>
    public MachineIdentity Machine => probe.Machine;

    /// <inheritdoc/>
    public ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<LatencyRequest> requests, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (!isLooked && !requests.IsEmpty)
        {
            isLooked = true;
            Look();
        }

        return probe.Measure(requests, progress, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => (probe as IDisposable)?.Dispose();

    private void Look()
    {
        var given = share();
        if (given < ProcessorShare.Enough)
        {
            session.Diagnostics.Report(DiagnosticCatalog.MachineIsBusy.At(null, $"{Math.Round(100 * given)} %"));
            session.TellDiagnostics();
        }
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;

namespace DepthCompress.Runtime.Ort;

/// <summary>Measures networks in ONNX Runtime, on the machine and with the settings they will be deployed with.</summary>
public sealed class OrtLatencyProbe(OrtSettings? settings = null, LatencySettings? measurement = null) : ILatencyProbe
{
    private readonly OrtSettings settings = settings ?? new();
    private readonly LatencySettings measurement = measurement ?? new();

    /// <summary>Everything a figure of this probe is true of.</summary>
    public MachineDescription Description => MachineDescription.Read(settings);

    /// <inheritdoc/>
    public MachineIdentity Machine => Description.Identity;

    /// <inheritdoc/>
    public ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<LatencyRequest> requests, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default)
    {
        var sessions = new List<BoundSession>(requests.Length);
        try
        {
            foreach (var request in requests)
            {
                cancellation.ThrowIfCancellationRequested();
                sessions.Add(BoundSession.Of(request, settings));
            }

            return new LatencyRun(measurement).Measure([.. sessions.Select(session => (Func<int, double>)session.Time)], progress, cancellation);
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
        }
    }
}

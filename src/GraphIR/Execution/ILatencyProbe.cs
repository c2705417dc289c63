namespace DepthCompress.GraphIR;

/// <summary>Measures how long networks take on the machine at hand.</summary>
public interface ILatencyProbe
{
    /// <summary>What the figures are true of.</summary>
    MachineIdentity Machine { get; }

    /// <summary>
    /// Measures networks against each other: their runs are interleaved in random order, so that a disturbance meets all alike.
    /// </summary>
    /// <param name="requests">The networks with the inputs to run them on.</param>
    /// <param name="progress">Told after every round.</param>
    /// <param name="cancellation">Stops between rounds.</param>
    ImmutableArray<LatencyEstimate> Measure(
        ImmutableArray<LatencyRequest> requests, IProgress<LatencyProgress>? progress = null, CancellationToken cancellation = default);
}

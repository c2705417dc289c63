using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tables;

/// <summary>The latencies of a machine.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="Latest">When the last was measured.</param>
public sealed record LatencyGroup(MachineIdentity Machine, int Rows, DateTimeOffset Latest)
{
    /// <summary>How many of them have a wide confidence interval: <see cref="LatencyRow.IsNoisy"/>.</summary>
    public int Noisy { get; init; }

    /// <summary>How many of them the next run measures anew.</summary>
    public int Doubted { get; init; }
}

using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tables;

/// <summary>The latencies of a machine.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="Latest">When the last was measured.</param>
public sealed record LatencyGroup(MachineIdentity Machine, int Rows, DateTimeOffset Latest);

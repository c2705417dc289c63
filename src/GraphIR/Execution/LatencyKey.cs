namespace DepthCompress.GraphIR;

/// <summary>What a latency is of, and what it is true of.</summary>
/// <param name="Signature">The structure of the network with its input sizes, batch included.</param>
/// <param name="Machine">The machine, provider, engine, threads and optimization level.</param>
public sealed record LatencyKey(string Signature, MachineIdentity Machine);

namespace DepthCompress.GraphIR;

/// <summary>What is known against a row of the latency table.</summary>
/// <param name="Tries">How often the row was measured anew already.</param>
/// <param name="IsOpen">Whether the next run is to measure it anew.</param>
public readonly record struct LatencyDoubt(int Tries, bool IsOpen);

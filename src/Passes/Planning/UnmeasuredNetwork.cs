using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>A network whose latency the table wants.</summary>
/// <param name="Signature">Its structure with its inputs: what the row is found by.</param>
/// <param name="Description">The network in words, for people.</param>
/// <param name="Make">Makes it, with inputs; networks of hundreds of candidates do not fit into memory together.</param>
public sealed record UnmeasuredNetwork(string Signature, string Description, Func<LatencyRequest> Make);

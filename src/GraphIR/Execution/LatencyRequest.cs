namespace DepthCompress.GraphIR;

/// <summary>A network to be timed, and one tensor for each of its inputs.</summary>
public sealed record LatencyRequest(Graph Graph, ImmutableArray<Tensor> Inputs);

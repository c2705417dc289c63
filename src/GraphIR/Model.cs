namespace DepthCompress.GraphIR;

/// <summary>A graph, and what its file says around it: opsets, metadata, fields we do not interpret.</summary>
public sealed record Model(Graph Graph, OnnxShell Shell);

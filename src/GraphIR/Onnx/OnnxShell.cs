namespace DepthCompress.GraphIR;

/// <summary>What a file says around its graph, which we carry and do not interpret.</summary>
public sealed class OnnxShell;

namespace DepthCompress.GraphIR;

/// <summary>What the network answers, and the name it promised for it.</summary>
public readonly record struct GraphOutput(string Name, Value Value);

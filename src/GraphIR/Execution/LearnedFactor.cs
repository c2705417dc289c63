namespace DepthCompress.GraphIR;

/// <summary>One number per filter that its output is multiplied by, and that is to become 0 or 1.</summary>
/// <param name="Factor">An initializer of the network that a multiplication reads, of as many elements as there are filters.</param>
/// <param name="Keep">How many are to become 1.</param>
public sealed record LearnedFactor(Value Factor, int Keep);

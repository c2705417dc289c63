namespace DepthCompress.GraphIR;

/// <summary>One activation of a network, by values.</summary>
/// <param name="Linear">What it reads: the result where it is left out.</param>
/// <param name="Output">What it computes.</param>
public readonly record struct GateSite(Value Linear, Value Output);

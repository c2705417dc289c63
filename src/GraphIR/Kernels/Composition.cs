namespace DepthCompress.GraphIR;

/// <summary>The one kernel equal to a tree of maps, or why there is none, in words for the user.</summary>
public readonly record struct Composition(ConvKernel? Kernel, string? WhyNot);

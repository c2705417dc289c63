using DepthCompress.GraphIR;

namespace DepthCompress.Report;

/// <summary>A result by its speed and its quality.</summary>
/// <param name="Group">What it belongs to; points of a group are joined.</param>
/// <param name="Speedup">How many times as fast as the original.</param>
/// <param name="Quality">Of the result.</param>
public readonly record struct ScatterPoint(string Group, Interval Speedup, Interval Quality);

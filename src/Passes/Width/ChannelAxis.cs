using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>An axis of a value, along which lie channels.</summary>
/// <param name="Value">A result of a node.</param>
/// <param name="Axis">Which axis.</param>
/// <param name="Units">For every place the unit that it belongs to.</param>
public sealed record ChannelAxis(Value Value, int Axis, ImmutableArray<int> Units);

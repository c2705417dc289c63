using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>An axis of a constant that is cut with the channels it belongs to.</summary>
/// <param name="Weight">The constant.</param>
/// <param name="Axis">Which axis.</param>
/// <param name="Node">A node that uses it so.</param>
/// <param name="Slot">As which operand.</param>
/// <param name="Role">What it does with the channels.</param>
/// <param name="Units">For every place the unit that it belongs to.</param>
public sealed record WeightAxis(Value Weight, int Axis, Node Node, int Slot, WeightRole Role, ImmutableArray<int> Units);

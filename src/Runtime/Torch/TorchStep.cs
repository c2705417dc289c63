using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Torch;

/// <summary>One node of a program.</summary>
/// <param name="Node">The node.</param>
/// <param name="Lowered">What it becomes.</param>
/// <param name="Operands">The slot of each operand; −1 where it is left out.</param>
/// <param name="Results">The slot of each result.</param>
/// <param name="Release">The slots that nobody reads behind this step.</param>
internal readonly record struct TorchStep(
    Node Node, Lowered Lowered, ImmutableArray<int> Operands, ImmutableArray<int> Results, ImmutableArray<int> Release);

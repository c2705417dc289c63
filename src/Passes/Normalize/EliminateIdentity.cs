using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// Nodes that hand on their operand unchanged disappear: Identity, Dropout, and whatever happens to do nothing to this operand.
/// </summary>
public sealed record EliminateIdentity : Rule
{
    /// <inheritdoc/>
    public override string Name => "eliminate-identity";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <inheritdoc/>
    public override Outcome TryRewrite(Node node, GraphEditor edit)
    {
        if (node.Inputs is not [{ } operand, ..] || !DoesNothing(node, operand, edit.Graph))
        {
            return Outcome.None;
        }

        return edit.TryBypass(node, operand) ? Outcome.Done : Outcome.None;
    }

    private static bool DoesNothing(Node node, Value operand, Graph graph) => node.Op switch
    {
        Identity => true,
        Dropout => node.Outputs.Skip(1).All(mask => graph.UsesOf(mask).IsEmpty && !graph.IsOutput(mask)),
        Cast cast => graph.TypeOf(operand)?.Element == cast.To,
        Concat or Sum => node.Inputs.Length == 1,
        Pad pad => pad.Pads is { } pads && pads.All(amount => amount == 0),
        Slice slice => (slice.Steps ?? []).All(step => step == 1) && slice.Starts is not null && KeepsShape(node, operand, graph),
        Transpose transpose =>
            transpose.Permutation is { } permutation && permutation.Select((axis, index) => axis == index).All(isSame => isSame),
        Reshape or Flatten or Squeeze => KeepsShape(node, operand, graph),
        _ => false,
    };

    private static bool KeepsShape(Node node, Value operand, Graph graph) =>
        graph.TypeOf(operand) is { } before && graph.TypeOf(node.Output) is { } after && before.Shape.Count == after.Shape.Count
        && before.Shape.Zip(after.Shape).All(axes => axes.First.Matches(axes.Second));
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// One node, as the analysis looks at it. What nobody took by the end of the visit is pinned: the node does not follow it.
/// </summary>
internal sealed class ChannelVisit(Graph graph, ChannelLabels labels, Node node)
{
    private readonly HashSet<(int Slot, int Axis)> taken = [];

    /// <summary>The node.</summary>
    public Node Node => node;

    /// <summary>The state of the analysis.</summary>
    public ChannelLabels Labels => labels;

    /// <summary>Whether an operand is there.</summary>
    public bool Has(int slot) => slot < node.Inputs.Length && node.Inputs[slot] is not null;

    /// <summary>Whether an operand is absent or a constant.</summary>
    public bool IsConstant(int slot) => !Has(slot) || ConstantOf(slot) is not null;

    /// <summary>The constant that an operand is; null where it is none.</summary>
    public Tensor? ConstantOf(int slot) => Has(slot) ? graph.Initializers.GetValueOrDefault(node.Inputs[slot]!) : null;

    /// <summary>The shape of an operand; null where it is unknown.</summary>
    public Shape? ShapeOf(int slot) => Has(slot) ? graph.TypeOf(node.Inputs[slot]!)?.Shape : null;

    /// <summary>The shape of a result; null where it is unknown.</summary>
    public Shape? ResultShape(int index = 0) => graph.TypeOf(node.Outputs[index])?.Shape;

    /// <summary>Whether anybody reads a result.</summary>
    public bool IsRead(int index) => graph.UsesOf(node.Outputs[index]).Length > 0 || graph.IsOutput(node.Outputs[index]);

    /// <summary>The labelled axes of an operand.</summary>
    public ImmutableArray<int> AxesOf(int slot) => Has(slot) ? [.. labels.AxesOf(node.Inputs[slot]).Keys] : [];

    /// <summary>The labels along an axis of an operand, which the caller answers for from now on; null where there are none.</summary>
    public int[]? Take(int slot, int axis)
    {
        taken.Add((slot, axis));
        return Has(slot) ? labels.AxesOf(node.Inputs[slot]).GetValueOrDefault(axis) : null;
    }

    /// <summary>Labels an axis of a result, if it has as many places; else the channels must stay.</summary>
    public void Set(int index, int axis, int[]? found)
    {
        if (found is null)
        {
            return;
        }

        if (ResultShape(index) is { } shape && axis < shape.Count && shape[axis] is { IsKnown: true } size && size.Size == found.Length)
        {
            labels.Set(node.Outputs[index], axis, found);
        }
        else
        {
            labels.Pin(found, $"the shape of the result of '{node.Name}' ({node.Op.OpType}) does not say where they are");
        }
    }

    /// <summary>An axis of a constant operand goes with channels.</summary>
    public void Cut(int slot, int axis, int[] with, WeightRole role) =>
        labels.Weights.Add((node.Inputs[slot]!, axis, node, slot, role, with));

    /// <summary>Everything about an axis of the first operand stays where it is.</summary>
    public void Pass(int axis) => Set(0, axis, Take(0, axis));

    /// <summary>Pins what was not taken.</summary>
    public void Close()
    {
        for (var slot = 0; slot < node.Inputs.Length; slot++)
        {
            foreach (var (axis, found) in labels.AxesOf(node.Inputs[slot]))
            {
                if (!taken.Contains((slot, axis)))
                {
                    labels.Pin(found, node.Op is Opaque ? $"'{node.Name}' ({node.Op.OpType}) reads them, an operator that is not understood"
                        : $"'{node.Name}' ({node.Op.OpType}) does not keep its channels apart");
                }
            }
        }
    }
}

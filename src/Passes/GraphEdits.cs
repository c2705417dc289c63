using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>What several rules do to a draft.</summary>
internal static class GraphEdits
{
    /// <summary>
    /// Sends the readers of a node's first result to one of its operands. Declined where the name of the result is a promise that only a
    /// node can keep: a value that subgraphs capture by name, or an output whose operand is an input, a constant or an output itself.
    /// </summary>
    public static bool TryBypass(this GraphEditor edit, Node node, Value operand)
    {
        var graph = edit.Graph;
        if (node.Outputs.Skip(1).Any(other => graph.IsOutput(other) || !graph.UsesOf(other).IsEmpty))
        {
            // The node would stay for the sake of the others, and be bypassed again without end.
            return false;
        }

        if (node.Output.IsPinned || (graph.IsOutput(node.Output) && (graph.ProducerOf(operand) is null || graph.IsOutput(operand))))
        {
            return false;
        }

        edit.Replace(node.Output, operand);
        return true;
    }

    /// <summary>Computes a value by a linear operator with new constants, named after the value.</summary>
    public static void RedefineLinear(
        this GraphEditor edit, Value value, Operator op, Value? data, Tensor weight, Tensor? bias, params ReadOnlySpan<Node> absorbed)
    {
        var name = edit.Graph.NameOf(value);
        var weightValue = edit.Initializer($"{name}.weight", weight);
        edit.Redefine(value, op, bias is null ? [data, weightValue] : [data, weightValue, edit.Initializer($"{name}.bias", bias)],
            absorbed);
    }
}

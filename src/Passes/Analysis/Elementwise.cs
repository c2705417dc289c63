using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>Recognizes the nodes a layer site is made of.</summary>
internal static class Elementwise
{
    /// <summary>A convolution of this value with constant weights.</summary>
    public static bool IsConvolution(Graph graph, Node node, Value value) =>
        node.Op is Conv && node.Inputs[0] == value && node.Inputs.Skip(1).All(input => input is null || graph.Initializers.ContainsKey(input));

    /// <summary>A per-channel affine map of this value: batch normalization, scale, shift.</summary>
    public static bool IsMap(Graph graph, Node node, Value value) =>
        node.Op.Role is Role.Linear or Role.Join && node.Op is not Conv && node.Outputs.Length == 1 && node.Inputs[0] == value
        && node.Inputs.Count(input => input == value) == 1
        && node.Op.Lift(graph.OperandsOf(node).AsSpan()) is { IsChannelwise: true };

    /// <summary>
    /// The nodes of the activation that a value goes through, if that is all that reads it: one node, or x·g(x) with g a sigmoid or hard sigmoid.
    /// </summary>
    public static ImmutableArray<Node>? ActivationAt(Graph graph, Value value)
    {
        var uses = graph.UsesOf(value);
        if (uses is [var only] && only is { Slot: 0, Node: { Op.Role: Role.Activation, Outputs.Length: 1 } } && HasConstantParameters(graph, only.Node))
        {
            return [only.Node];
        }

        if (uses is not [var one, var two])
        {
            return null;
        }

        var (gate, product) = one.Node.Op is Sigmoid or HardSigmoid ? (one.Node, two.Node) : (two.Node, one.Node);
        return gate.Op is Sigmoid or HardSigmoid && product.Op is Mul && product.Inputs.Contains(value) && product.Inputs.Contains(gate.Output)
            && graph.IsOnlyUsedBy(gate.Output, product) ? [gate, product] : null;
    }

    private static bool HasConstantParameters(Graph graph, Node node) =>
        node.Inputs.Skip(1).All(input => input is null || graph.Initializers.ContainsKey(input));
}

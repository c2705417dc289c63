using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Per-channel affine maps in a row, each read by the next one only.</summary>
/// <param name="Nodes">The maps, first to last.</param>
/// <param name="Map">All of them together.</param>
internal sealed record ChannelwiseChain(ImmutableArray<Node> Nodes, ChannelwiseMap Map)
{
    /// <summary>Whether the chain goes on behind this node.</summary>
    public static bool ReachesOn(Node node, Graph graph) =>
        graph.UsesOf(node.Output) is [{ Node: var next }] && graph.IsOnlyUsedBy(node.Output, next)
        && ReferenceEquals(ChannelwiseMap.DataOf(next, graph), node.Output) && ChannelwiseMap.Of(next, graph) is not null;

    /// <summary>The chain that ends at a node; it begins behind the first convolution or matrix product.</summary>
    public static ChannelwiseChain EndingAt(Node node, ChannelwiseMap map, GraphEditor edit)
    {
        var graph = edit.Graph;
        var backwards = new List<Node> { node };
        while (ChannelwiseMap.DataOf(backwards[^1], graph) is { } link
            && edit.ProducerOf(link) is { Op: not (Conv or ConvTranspose or Gemm or MatMul) } before
            && graph.IsOnlyUsedBy(link, backwards[^1]) && ChannelwiseMap.Of(before, graph) is { } earlier)
        {
            backwards.Add(before);
            map = earlier.Then(map);
        }

        return new([.. Enumerable.Reverse(backwards)], map);
    }

    /// <summary>Folds the chain into the linear node in front of it, if that is of one of two kinds.</summary>
    public Outcome FoldInto<TFirst, TSecond>(GraphEditor edit)
        where TFirst : Operator
        where TSecond : Operator
    {
        var graph = edit.Graph;
        var last = Nodes[^1];
        if (ChannelwiseMap.DataOf(Nodes[0], graph) is not { } link || edit.ProducerOf(link) is not { Op: TFirst or TSecond } linear)
        {
            return Outcome.None;
        }

        if (LinearWeights.Of(linear, graph) is not { } weights || weights.Outputs != Map.Channels)
        {
            return Outcome.Decline(DiagnosticCatalog.ComputedWeights, last, linear.Name);
        }

        if (!graph.IsOnlyUsedBy(link, Nodes[0]))
        {
            return Outcome.Decline(DiagnosticCatalog.SharedConvolution, last, linear.Name);
        }

        var bias = weights.Bias();
        for (var i = 0; i < bias.Length; i++)
        {
            bias[i] = (bias[i] * Map.Scale[i]) + Map.Shift[i];
        }

        var (rounded, fits) = weights.Rounded(bias);
        if (weights.ScaledByOutput(Map.Scale) is not { } scaled || !fits)
        {
            return Outcome.Decline(DiagnosticCatalog.WeightOverflow, last, linear.Name, weights.Element.ToText());
        }

        edit.RedefineLinear(last.Output, weights.OperatorWith(rounded), linear.Inputs[0], scaled, rounded, [linear, .. Nodes]);
        return Outcome.Done;
    }
}

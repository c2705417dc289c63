using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>A matrix product over rows of features absorbs the affine maps per feature that follow it.</summary>
public sealed record FoldGemmScale : Rule
{
    /// <inheritdoc/>
    public override string Name => "fold-gemm-scale";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <inheritdoc/>
    public override Outcome TryRewrite(Node node, GraphEditor edit)
    {
        var graph = edit.Graph;
        return graph.TypeOf(node.Output) is { Shape.Count: 2 } && ChannelwiseMap.Of(node, graph) is { } map
            && !ChannelwiseChain.ReachesOn(node, graph)
            ? ChannelwiseChain.EndingAt(node, map, edit).FoldInto<Gemm, MatMul>(edit)
            : Outcome.None;
    }
}

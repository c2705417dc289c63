using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// A convolution or a matrix product absorbs the per-channel affine map in front of it. A shift passes through a convolution only where no
/// padding dilutes it: zeros of the border are added behind the map, not in front of it.
/// </summary>
public sealed record FoldLeadingChannelwise : Rule
{
    /// <inheritdoc/>
    public override string Name => "fold-leading-channelwise";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <inheritdoc/>
    public override Outcome TryRewrite(Node node, GraphEditor edit)
    {
        var graph = edit.Graph;
        if (node is not { Op: Conv or ConvTranspose or Gemm or MatMul, Inputs: [{ } link, ..] } || edit.ProducerOf(link) is not { } before)
        {
            return Outcome.None;
        }

        var flatten = node.Op is Gemm or MatMul && before.Op is Flatten { Axis: 1 } ? before : null;
        if (flatten is not null)
        {
            if (edit.ProducerOf(flatten.Inputs[0]) is not { } mapped)
            {
                return Outcome.None;
            }

            before = mapped;
        }

        if (before.Op is Conv or ConvTranspose or Gemm or MatMul || ChannelwiseMap.Of(before, graph) is not { } map)
        {
            return Outcome.None;
        }

        return WhyNot(node, before, flatten, map, graph) is { } refusal ? refusal : Fold(node, before, flatten, map, edit);
    }

    private static Outcome? WhyNot(Node node, Node before, Node? flatten, ChannelwiseMap map, Graph graph)
    {
        if (!graph.IsOnlyUsedBy(before.Output, flatten ?? node) || (flatten is not null && !graph.IsOnlyUsedBy(flatten.Output, node)))
        {
            return Outcome.Decline(DiagnosticCatalog.SharedMap, before, node.Name);
        }

        if (!map.IsPureScale && node.Op is ConvTranspose or Conv { Window.IsUnpadded: false })
        {
            return Outcome.Decline(DiagnosticCatalog.PaddedShift, before, node.Name);
        }

        // A transposed product reads its features along the other axis.
        return node.Op is Gemm { TransposeA: true } ? Outcome.None : null;
    }

    private static Outcome Fold(Node node, Node before, Node? flatten, ChannelwiseMap map, GraphEditor edit)
    {
        var graph = edit.Graph;
        if (LinearWeights.Of(node, graph) is not { } weights || weights.Inputs % map.Channels != 0
            || (flatten is null && weights.Inputs != map.Channels))
        {
            return Outcome.Decline(DiagnosticCatalog.ComputedWeights, before, node.Name);
        }

        var perInput = map.Repeat(weights.Inputs / map.Channels);
        var bias = weights.Bias();
        var response = map.IsPureScale ? new double[bias.Length] : weights.ResponseTo(perInput.Shift);
        for (var i = 0; i < bias.Length; i++)
        {
            bias[i] += response[i];
        }

        var (rounded, fits) = weights.Rounded(bias);
        if (weights.ScaledByInput(perInput.Scale) is not { } scaled || !fits)
        {
            return Outcome.Decline(DiagnosticCatalog.WeightOverflow, before, node.Name, weights.Element.ToText());
        }

        var data = ChannelwiseMap.DataOf(before, graph);
        if (flatten is null)
        {
            edit.RedefineLinear(node.Output, weights.OperatorWith(rounded), data, scaled, rounded, [node, before]);
        }
        else
        {
            var flat = edit.Define(flatten.Output.Hint, flatten.Op, [data], flatten);
            edit.RedefineLinear(node.Output, weights.OperatorWith(rounded), flat, scaled, rounded, [node, before]);
        }

        return Outcome.Done;
    }
}

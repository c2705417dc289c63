using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// A convolution, plain or transposed, absorbs the per-channel affine maps that follow it: batch norm, scale, shift. A whole row of them is
/// absorbed at once, in double precision, and rounded once.
/// </summary>
public sealed record FoldChannelwise : Rule
{
    /// <inheritdoc/>
    public override string Name => "fold-channelwise";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Exact;

    /// <inheritdoc/>
    public override Outcome TryRewrite(Node node, GraphEditor edit)
    {
        var graph = edit.Graph;
        if (ChannelwiseMap.DataOf(node, graph) is not { } data)
        {
            return Outcome.None;
        }

        if (ChannelwiseMap.Of(node, graph) is not { } map)
        {
            return OffTheChannels(node, data, edit);
        }

        return ChannelwiseChain.ReachesOn(node, graph)
            ? Outcome.None
            : ChannelwiseChain.EndingAt(node, map, edit).FoldInto<Conv, ConvTranspose>(edit);
    }

    private static Outcome OffTheChannels(Node node, Value data, GraphEditor edit)
    {
        var constant = node.Inputs.OfType<Value>().Select(value => edit.Graph.Initializers.GetValueOrDefault(value))
            .FirstOrDefault(tensor => tensor is not null);
        return node.Op is Add or Sub or Mul or Div && constant is not null && edit.ProducerOf(data) is { Op: Conv or ConvTranspose } conv
            ? Outcome.Decline(DiagnosticCatalog.NotOnChannels, node, conv.Name, constant.Shape)
            : Outcome.None;
    }
}

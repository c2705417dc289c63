using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// A convolution or a matrix product absorbs the per-channel affine map in front of it. A shift passes through a convolution only where no
/// padding dilutes it: zeros of the border are added behind the map, not in front of it. A pure scale also passes through a Pad of zeros.
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

        var between = KeepsMaps(before, node, graph) ? before : null;
        if (between is not null)
        {
            if (edit.ProducerOf(between.Inputs[0]) is not { } mapped)
            {
                return Outcome.None;
            }

            before = mapped;
        }

        if (before.Op is Conv or ConvTranspose or Gemm or MatMul || ChannelwiseMap.Of(before, graph) is not { } map
            || (between?.Op is Pad && !map.IsPureScale))
        {
            return Outcome.None;
        }

        return WhyNot(node, before, between, map, graph) is { } refusal ? refusal
            : Row(node, before, between, map, edit) is ({ Length: > 1 } row, var together) && Fold(node, row, between, together, edit) is Outcome.Rewritten done ? done
            : Fold(node, [before], between, map, edit);
    }

    /// <summary>A whole row of maps is absorbed at once, in double precision, and rounded once: the last map first, and all of them as one.</summary>
    private static (ImmutableArray<Node> Row, ChannelwiseMap Map) Row(
        Node node, Node last, Node? between, ChannelwiseMap map, GraphEditor edit)
    {
        var graph = edit.Graph;
        var row = ImmutableArray.CreateBuilder<Node>();
        row.Add(last);
        while (edit.ProducerOf(ChannelwiseMap.DataOf(row[^1], graph)) is { Op: not (Conv or ConvTranspose or Gemm or MatMul) } before
            && ChannelwiseMap.Of(before, graph) is { } earlier && earlier.Channels == map.Channels && graph.IsOnlyUsedBy(before.Output, row[^1])
            && (earlier.IsPureScale || TakesShifts(node, between)))
        {
            map = earlier.Then(map);
            row.Add(before);
        }

        return (row.ToImmutable(), map);
    }

    /// <summary>Whether a node only lines up, or surrounds with zeros, what each channel holds.</summary>
    private static bool KeepsMaps(Node node, Node reader, Graph graph) => reader.Op is Gemm or MatMul
        ? node.Op is Flatten { Axis: 1 }
        : node is { Op: Pad { Mode: "constant", Value: 0 } pad, Inputs: [{ } data] } && graph.TypeOf(data)?.Shape.Count is > 1 and var rank
            && pad.PadsOfAllAxes(rank) is { } pads && pads[1] == 0 && pads[rank + 1] == 0;

    private static Outcome? WhyNot(Node node, Node before, Node? between, ChannelwiseMap map, Graph graph)
    {
        if (!graph.IsOnlyUsedBy(before.Output, between ?? node) || (between is not null && !graph.IsOnlyUsedBy(between.Output, node)))
        {
            return Outcome.Decline(DiagnosticCatalog.SharedMap, before, node.Name);
        }

        if (!map.IsPureScale && !TakesShifts(node, between: null))
        {
            return Outcome.Decline(DiagnosticCatalog.PaddedShift, before, node.Name);
        }

        // A transposed product reads its features along the other axis.
        return node.Op is Gemm { TransposeA: true } ? Outcome.None : null;
    }

    private static bool TakesShifts(Node node, Node? between) => between?.Op is not Pad && node.Op is not (ConvTranspose or Conv { Window.IsUnpadded: false });

    private static Outcome Fold(Node node, ImmutableArray<Node> row, Node? between, ChannelwiseMap map, GraphEditor edit)
    {
        var (graph, before) = (edit.Graph, row[0]);
        if (LinearWeights.Of(node, graph) is not { } weights || weights.Inputs % map.Channels != 0
            || (between?.Op is not Flatten && weights.Inputs != map.Channels))
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

        var data = ChannelwiseMap.DataOf(row[^1], graph);
        if (between is null)
        {
            edit.RedefineLinear(node.Output, weights.OperatorWith(rounded), data, scaled, rounded, [node, .. row]);
        }
        else
        {
            var kept = edit.Define(between.Output.Hint, between.Op, [data], between);
            edit.RedefineLinear(node.Output, weights.OperatorWith(rounded), kept, scaled, rounded, [node, .. row]);
        }

        return Outcome.Done;
    }
}

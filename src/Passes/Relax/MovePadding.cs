using DepthCompress.GraphIR;
using DepthCompress.Passes.Verification;

namespace DepthCompress.Passes.Relax;

/// <summary>
/// Moves all padding of a linear segment to its front, so that merging it is exact whatever its weights become: maps inside grow by
/// what the convolutions behind them need, shortcuts are cropped to the branch beside them (two-stage DP, section 4.4, remedy A). Away
/// from the borders nothing changes.
/// </summary>
/// <remarks>
/// On the graph what <see cref="AffineMap.MovePaddingToFront"/> does on a tree of maps. Also where the weights at hand happen to compose
/// with inner padding: training would end that.
/// </remarks>
public sealed record MovePadding : SegmentPass
{
    /// <inheritdoc/>
    public override string Name => "move-padding";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Approximate;

    /// <inheritdoc/>
    protected override string? TryRewrite(GraphEditor edit, RelaxedSegment segment)
    {
        var graph = edit.Graph;
        var (map, whyNot) = LinearRun.Between(graph, segment.Input, segment.Target, outer: segment.Outer);
        if (map is null)
        {
            return whyNot;
        }

        var nodes = segment.NodesIn(graph);
        if (!nodes.Any(node => node.Op is Conv { Window.IsUnpadded: false } && node.Inputs[0] != segment.Input))
        {
            return null;
        }

        var surplus = Surplus(graph, segment, nodes, map.Rank);
        foreach (var node in nodes)
        {
            Rewrite(edit, segment, node, surplus);
        }

        return null;
    }

    /// <summary>The rows that every value gets on each side: the most that any of its readers needs.</summary>
    private static Dictionary<Value, Dims> Surplus(Graph graph, RelaxedSegment segment, ImmutableArray<Node> nodes, int rank)
    {
        var none = Dims.Repeat(0, 2 * rank);
        var surplus = new Dictionary<Value, Dims> { [segment.Target] = none };
        var outer = segment.Outer;
        foreach (var node in nodes.Reverse())
        {
            var need = NeedOf(node, surplus[node.Output]);
            foreach (var input in DataOf(graph, node).Where(input => !outer.Contains(input)))
            {
                surplus[input] = surplus.TryGetValue(input, out var known) ? [.. known.Zip(need, Math.Max)] : need;
            }
        }

        // In front there is nothing to grow into: every reader pads for itself.
        surplus[segment.Input] = none;
        return surplus;
    }

    /// <summary>How many rows more its input must have, so that its output has some more while it does not pad: p + s · after.</summary>
    private static Dims NeedOf(Node node, Dims after) => node.Op switch
    {
        Conv { Window: var window } => [.. after.Select((rows, side) => window.Pads[side] + (window.Strides[side % window.Rank] * rows))],
        Pad pad => [.. Spatial(pad, after.Count / 2).Zip(after, (rows, more) => rows + more)],
        _ => after,
    };

    private static void Rewrite(GraphEditor edit, RelaxedSegment segment, Node node, Dictionary<Value, Dims> surplus)
    {
        var need = NeedOf(node, surplus[node.Output]);
        var none = Dims.Repeat(0, need.Count);
        switch (node.Op)
        {
            case Conv conv when node.Inputs[0] == segment.Input:
                Redefine(node, conv with { Window = conv.Window with { Pads = need, AutoPad = AutoPad.Explicit } }, node.Inputs);
                break;
            case Conv conv:
                Redefine(node, conv with { Window = conv.Window with { Pads = none, AutoPad = AutoPad.Explicit } },
                    [Cut(node.Inputs[0]!), .. node.Inputs[1..]]);
                break;
            case Pad:
                Redefine(node, PadOf([.. need.Zip(surplus[node.Inputs[0]!], (more, given) => more - given)]), node.Inputs);
                break;
            default:
                var inputs = node.Inputs.Select(input => input is { } value && surplus.ContainsKey(value) ? Cut(value) : input);
                Redefine(node, node.Op, [.. inputs]);
                break;
        }

        void Redefine(Node old, Operator op, ImmutableArray<Value?> inputs)
        {
            if (op != old.Op || !inputs.SequenceEqual(old.Inputs))
            {
                edit.Redefine(old.Output, op, inputs.AsSpan(), old);
            }
        }

        Value Cut(Value value)
        {
            Dims pads = [.. need.Zip(surplus[value], (more, given) => more - given)];
            return pads == none ? value : edit.Define($"{edit.Graph.NameOf(value)}.cut", PadOf(pads), [value]);
        }
    }

    private static Pad PadOf(Dims pads)
    {
        var rank = pads.Count / 2;
        return new Pad { Pads = [0, 0, .. pads.Take(rank), 0, 0, .. pads.Skip(rank)] };
    }

    private static Dims Spatial(Pad pad, int rank) =>
        pad.PadsOfAllAxes(rank + 2) is { } all ? [.. all.Skip(2).Take(rank), .. all.Skip(rank + 4)] : Dims.Repeat(0, 2 * rank);

    private static IEnumerable<Value> DataOf(Graph graph, Node node) =>
        node.Inputs.OfType<Value>().Where(input => !graph.Initializers.ContainsKey(input));
}

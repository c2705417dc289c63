using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>The way from a convolution to the next one that mixes channels; on it every channel goes by itself, so that some can be left out.</summary>
/// <param name="First">The convolution that makes the channels.</param>
/// <param name="Between">What works on each channel alone, in order of execution: activations, depthwise convolutions, factors.</param>
/// <param name="Last">The site whose convolution reads the channels.</param>
/// <param name="Channels">How many there are.</param>
internal sealed record ThinnedPath(Node First, ImmutableArray<Node> Between, LayerSite Last, int Channels)
{
    /// <summary>The path through a segment; null where channels cannot be left out of it.</summary>
    public static ThinnedPath? Of(Graph graph, LayerChain chain, Segment segment)
    {
        ImmutableArray<LayerSite> sites = [.. chain.SitesOf(segment)];
        if (sites.Length < 2 || sites[0].Conv is not { } first || sites[^1].Conv is not { } last || !IsDense(graph, first) || !IsDense(graph, last)
            || ChannelsOf(graph, first.Output) is not { } channels)
        {
            return null;
        }

        var between = new HashSet<Node>();
        var pending = new Stack<Value>([first.Output]);
        var values = new HashSet<Value>([first.Output]);
        while (pending.TryPop(out var value))
        {
            if (graph.IsOutput(value))
            {
                return null;
            }

            foreach (var use in graph.UsesOf(value))
            {
                if (use.Node == last ? use.Slot != 0 : use.Node.Outputs.Length != 1 || ChannelsOf(graph, use.Node.Output) != channels
                    || !MayWorkOnEachChannel(graph, use.Node))
                {
                    return null;
                }

                if (use.Node != last && between.Add(use.Node) && values.Add(use.Node.Output))
                {
                    pending.Push(use.Node.Output);
                }
            }
        }

        return values.Contains(last.Inputs[0]!) && between.All(node => WorksOnEachChannel(graph, node, values))
            ? new ThinnedPath(first, [.. between.OrderBy(graph.PlaceOf)], sites[^1], channels)
            : null;
    }

    /// <summary>Whether a node is a convolution of single channels.</summary>
    public static bool IsDepthwise(Graph graph, Node node) => node is { Op: Conv { Groups: > 1 } conv, Inputs: [_, { } weight, ..] }
        && graph.Initializers.TryGetValue(weight, out var tensor) && tensor.Shape[1] == 1 && tensor.Shape[0] == conv.Groups
        && node.Inputs.Skip(2).All(input => input is null || graph.Initializers.ContainsKey(input));

    private static bool IsDense(Graph graph, Node node) => node is { Op: Conv { Groups: 1 } conv }
        && conv.Window.AutoPad is AutoPad.Explicit or AutoPad.Valid
        && node.Inputs.Skip(1).All(input => input is null || graph.Initializers.ContainsKey(input));

    private static bool WorksOnEachChannel(Graph graph, Node node, HashSet<Value> narrow) =>
        (IsDepthwise(graph, node) && narrow.Contains(node.Inputs[0]!))
        || (!IsDepthwise(graph, node) && MayWorkOnEachChannel(graph, node)
            && node.Inputs.All(input => input is null || narrow.Contains(input)
                || (graph.Initializers.TryGetValue(input, out var constant) && constant.Count == 1)));

    /// <summary>What is asked at once, for whoever first follows every reader to the end of the network does so for every segment.</summary>
    private static bool MayWorkOnEachChannel(Graph graph, Node node) =>
        IsDepthwise(graph, node) || node.Op.Role is Role.Activation || node.Op is Mul or Add or Sub or Identity;

    private static int? ChannelsOf(Graph graph, Value value) =>
        graph.TypeOf(value) is { Element: ElementType.Float32, Shape: [_, { IsKnown: true, Size: var size }, ..] } ? size : null;
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Orders the free channels of a network so that the filters of every branch stand together; within a branch, channels that the same
/// readers want stand together, so that these may slice instead of gather.
/// </summary>
internal static class PackedOrder
{
    /// <summary>The ordered network, and its layers with something to pack.</summary>
    public static (Graph Graph, ImmutableArray<MaskedLayer> Layers) Apply(Graph graph)
    {
        var layers = MaskedLayer.Of(graph);
        var (order, trees) = (new ChannelOrder(graph), new Dictionary<string, BranchTree>());
        foreach (var node in graph.Nodes.Where(node => PrunableLayers.HasOwnWeights(graph, node)))
        {
            if (order.FreeGroupOf(node) is not { } group)
            {
                continue;
            }

            var own = layers.FirstOrDefault(layer => layer.Conv == node);
            var sorted = Sorted(own, group.Count, Readers(graph, layers, node));
            if (!sorted.SequenceEqual(Enumerable.Range(0, group.Count)))
            {
                order.Set(group, sorted);
                var place = sorted.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
                trees[node.Name] = own?.Tree.At(filter => place[filter])!;
            }
        }

        var ordered = order.Apply();
        return (ordered, [.. MaskedLayer.Of(ordered)
            .Select(layer => trees.GetValueOrDefault(layer.Name) is { } tree ? layer with { Tree = tree } : layer)]);
    }

    /// <summary>
    /// The layers that read the channels of a convolution and have something to pack, through nodes that act channel by channel.
    /// </summary>
    private static List<MaskedLayer> Readers(Graph graph, ImmutableArray<MaskedLayer> layers, Node conv)
    {
        var (pending, found) = (new Queue<Value>([conv.Output]), new List<MaskedLayer>());
        while (pending.TryDequeue(out var value))
        {
            foreach (var use in graph.UsesOf(value))
            {
                if (layers.FirstOrDefault(layer => layer.Conv == use.Node) is { } layer)
                {
                    found.Add(layer);
                }
                else if (ZeroFunctions.KeepsApart(use.Node.Op) && use.Node.Op is not (Concat or Flatten or Reshape)
                    && use.Node.Outputs is [var only])
                {
                    pending.Enqueue(only);
                }
            }
        }

        return found;
    }

    private static List<int> Sorted(MaskedLayer? own, int count, List<MaskedLayer> readers)
    {
        var wanted = Enumerable.Range(0, count).Select(channel => Wanted(readers, channel, count)).ToList();
        var branches = own?.Tree.AtMost(1) is [_] ? Leaves(own.Tree) : [];
        var left = Enumerable.Range(0, count).Except(branches.SelectMany(branch => branch));
        // Wanted by the first branch of the first reader come first, so that the first branch takes a beginning and the last an end.
        return [.. branches.Append([.. left]).SelectMany(branch =>
            branch.OrderByDescending(channel => wanted[channel], StringComparer.Ordinal))];
    }

    /// <summary>The exact branches in the order in which merges put them side by side.</summary>
    private static IEnumerable<ImmutableArray<int>> Leaves(BranchTree tree)
    {
        var rank = tree.Order.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return tree.Exact.OrderBy(branch => rank[branch[0]]);
    }

    private static string Wanted(List<MaskedLayer> readers, int channel, int count) => string.Concat(readers
        .Where(reader => reader.Mask.Channels == count)
        .SelectMany(reader => reader.Tree.AtMost(4).Select(branch => branch.Any(filter => reader.Mask[filter, channel]) ? '1' : '0')));
}

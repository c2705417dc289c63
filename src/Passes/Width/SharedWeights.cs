using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Constants with several uses: what is cut for one use must be cut alike for all, or not at all.</summary>
internal static class SharedWeights
{
    public static void Check(Graph graph, ChannelLabels labels)
    {
        foreach (var weight in labels.Weights.ToLookup(cut => cut.Weight))
        {
            var uses = graph.UsesOf(weight.Key);
            if (uses.Length == 1 && !graph.IsOutput(weight.Key))
            {
                continue;
            }

            foreach (var axis in weight.GroupBy(cut => cut.Axis))
            {
                Check(graph, labels, weight.Key, uses, [.. axis.Select(cut => (cut.Node, cut.Slot, cut.Labels))]);
            }
        }
    }

    private static void Check(
        Graph graph, ChannelLabels labels, Value weight, ImmutableArray<Use> uses, ImmutableArray<(Node Node, int Slot, int[] Labels)> cuts)
    {
        var cut = cuts.Select(found => new Use(found.Node, found.Slot)).ToHashSet();
        var others = uses.Where(use => !cut.Contains(use)).ToList();
        foreach (var (node, _, channels) in cuts)
        {
            if (others is [var other, ..] || graph.IsOutput(weight))
            {
                labels.Pin(channels, $"the constant '{graph.NameOf(weight)}' of '{node.Name}' has another use that keeps it whole");
            }
            else if (channels.Length == cuts[0].Labels.Length)
            {
                labels.Couple(cuts[0].Labels, channels, node, $"shares the constant '{graph.NameOf(weight)}'");
            }
        }
    }
}

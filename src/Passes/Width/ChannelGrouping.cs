using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Turns united labels into units, and layers whose units meet into groups.</summary>
internal sealed class ChannelGrouping
{
    private readonly Graph graph;
    private readonly ChannelLabels labels;
    private readonly int[] groupOfLayer;
    private readonly int[] unitOfLabel;
    private readonly List<(int Layer, List<int> Labels)> units = [];

    public ChannelGrouping(Graph graph, ChannelLabels labels)
    {
        (this.graph, this.labels) = (graph, labels);
        groupOfLayer = [.. Enumerable.Range(0, labels.Layers.Count)];
        unitOfLabel = new int[labels.Count];
    }

    public ChannelGroups Groups()
    {
        for (var label = 0; label < labels.Count; label++)
        {
            var (one, other) = (LayerOf(labels.MakerOf(label)), LayerOf(labels.MakerOf(labels.Find(label))));
            groupOfLayer[Math.Max(one, other)] = Math.Min(one, other);
        }

        NumberUnits();
        var (pins, couplings) = (Pins(), Couplings());
        var layers = labels.Layers.Select((node, index) => (node.Name, Layer: LayerOf(index)))
            .ToLookup(pair => pair.Layer, pair => pair.Name);
        var readers = labels.Weights.Where(cut => cut.Role is WeightRole.Reads)
            .SelectMany(cut => cut.Labels.Select(LayerOfLabel).Distinct().Select(layer => (layer, cut.Node.Name)))
            .Distinct().ToLookup(pair => pair.layer, pair => pair.Name);
        var groups = ImmutableArray.CreateBuilder<ChannelGroup>();
        foreach (var group in units.Select((unit, index) => (unit.Layer, unit.Labels, Index: index)).GroupBy(unit => unit.Layer))
        {
            groups.Add(new ChannelGroup
            {
                Name = labels.Layers[group.Key].Name,
                First = group.First().Index,
                Count = group.Count(),
                Channels = group.Sum(unit => unit.Labels.Count(label => labels.MakerOf(label) == group.Key)),
                Layers = [.. layers[group.Key]],
                Readers = [.. readers[group.Key]],
                Couplings = [.. couplings[group.Key]],
                Pins = [.. group.Select(unit => pins[unit.Index])],
            });
        }

        return new ChannelGroups(graph, groups.ToImmutable(),
            [.. labels.Axes.Select(axis => new ChannelAxis(axis.Value, axis.Axis, UnitsOf(axis.Labels)))],
            [.. labels.Weights.Select(cut => new WeightAxis(cut.Weight, cut.Axis, cut.Node, cut.Slot, cut.Role, UnitsOf(cut.Labels)))]);
    }

    private ImmutableArray<int> UnitsOf(int[] found) => [.. found.Select(label => unitOfLabel[label])];

    private int LayerOfLabel(int label) => LayerOf(labels.MakerOf(label));

    private int LayerOf(int layer)
    {
        while (groupOfLayer[layer] != layer)
        {
            layer = groupOfLayer[layer] = groupOfLayer[groupOfLayer[layer]];
        }

        return layer;
    }

    private void NumberUnits()
    {
        var sets = Enumerable.Range(0, labels.Count).GroupBy(labels.Find)
            .Select(set => (Layer: LayerOfLabel(set.Key), Labels: set.ToList()));
        units.AddRange(sets.OrderBy(set => set.Layer).ThenBy(set => set.Labels[0]));
        for (var unit = 0; unit < units.Count; unit++)
        {
            foreach (var label in units[unit].Labels)
            {
                unitOfLabel[label] = unit;
            }
        }
    }

    /// <summary>The first reason for each unit.</summary>
    private string?[] Pins()
    {
        var pins = new string?[units.Count];
        foreach (var (found, why) in labels.Pins)
        {
            foreach (var label in found)
            {
                pins[unitOfLabel[label]] ??= why;
            }
        }

        return pins;
    }

    private ILookup<int, Coupling> Couplings() => labels.Couplings
        .SelectMany(coupling => coupling.Labels.Select(LayerOfLabel).Distinct().Select(layer => (layer, coupling.Reason)))
        .Distinct().ToLookup(pair => pair.layer, pair => pair.Reason);
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>What of the kernels lives when some filters stay.</summary>
internal sealed class FilterMasks
{
    private readonly Graph graph;
    private readonly ImmutableArray<FilterSet> sets;
    private readonly FilterMode mode;
    private readonly ChannelGroups groups;
    private readonly ImmutableArray<PrunableLayer> layers;

    public FilterMasks(Graph graph, ImmutableArray<FilterSet> sets, FilterMode mode)
    {
        (this.graph, this.sets, this.mode, groups) = (graph, sets, mode, ChannelGroups.Of(graph));
        var names = PrunableLayers.Of(graph).Select(layer => layer.Name).Concat(Dense.Select(gate => gate.Layer.Name)).ToHashSet();
        layers = PrunableLayers.Named(graph, graph.Nodes.Select(node => node.Name).Where(names.Contains));
    }

    private IEnumerable<FilterGate> Dense => sets.SelectMany(set => set.Gates).Where(gate => gate.Layer.Conv.Op is Conv { Groups: 1 });

    /// <summary>The masks under which some factors of every set stay, dead channels followed through the network.</summary>
    /// <param name="weights">The same network, its weights perhaps learned.</param>
    /// <param name="kept">For every set which factors stay.</param>
    public KernelMasks Of(Graph weights, IReadOnlyList<bool[]> kept)
    {
        var gates = sets.Zip(kept).SelectMany(pair => pair.First.Gates.Select(gate => (gate, pair.Second)))
            .ToDictionary(pair => pair.gate.Layer.Conv, pair => (bool[])[.. pair.gate.Places.Select(place => pair.Second[place])]);
        var (masks, lost) = (ImmutableArray.CreateBuilder<KernelMask>(), new HashSet<int>());
        foreach (var layer in layers)
        {
            var shape = graph.Initializers[layer.Weight].Shape;
            var rows = gates.GetValueOrDefault(layer.Conv);
            var columns = Columns(layer.Conv, shape[1], lost);
            masks.Add(KernelMask.Of(shape[0], shape[1], (filter, channel) => rows?[filter] != false && columns[channel]));
            lost = rows is null ? lost : LostBy(layer.Conv, rows);
        }

        return Liveness.Propagate(new KernelMasks(weights, layers, masks.ToImmutable()));
    }

    /// <summary>
    /// The masks that only their counts matter of. What stays is shifted from set to set, so that no channel of a stream is without a maker
    /// by chance: with what is learned more may die, but not less.
    /// </summary>
    public KernelMasks Counting(ImmutableArray<int> counts) => Of(graph, [.. sets.Select((set, index) =>
    {
        var shift = (int)(index * 0.6180339887 % 1 * set.Count);
        return set.Keep([.. Enumerable.Range(0, set.Count).Select(place => (place + shift) % set.Count)], counts[index]);
    })]);

    /// <summary>The channels a layer still reads; as published without those that the layer before it lost.</summary>
    private bool[] Columns(Node conv, int channels, HashSet<int> lost)
    {
        var units = groups.UnitsOf(conv.Inputs[0]!, 1);
        var read = new bool[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            read[channel] = mode is not FilterMode.Official || units.IsEmpty || !lost.Contains(units[channel]);
        }

        return Array.TrueForAll(read, reads => !reads) ? [.. read.Select(_ => true)] : read;
    }

    private HashSet<int> LostBy(Node conv, bool[] rows)
    {
        var units = groups.UnitsOf(conv.Output, 1);
        var lost = units.Where((_, filter) => !rows[filter]).ToHashSet();
        lost.ExceptWith(units.Where((_, filter) => rows[filter]));
        return lost;
    }
}

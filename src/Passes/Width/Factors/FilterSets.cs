using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Decides which filters of a network are selected, and which of them together.</summary>
internal sealed class FilterSets
{
    private readonly Graph graph;
    private readonly ChannelGroups groups;
    private readonly Dictionary<string, Node> nodes;
    private readonly ImmutableArray<PrunableLayer> prunable;
    private readonly List<FilterSet> sets = [];
    private readonly List<string> leftOut = [];

    private FilterSets(Graph graph)
    {
        (this.graph, groups, prunable) = (graph, ChannelGroups.Of(graph), PrunableLayers.Of(graph));
        nodes = graph.Nodes.DistinctBy(node => node.Name).ToDictionary(node => node.Name);
    }

    /// <summary>The sets in the order of the network, and in words which layers are left out.</summary>
    /// <exception cref="DiagnosticException">DC3323: nothing is left.</exception>
    public static (ImmutableArray<FilterSet> Sets, ImmutableArray<string> LeftOut) Of(Graph graph, FilterMode mode)
    {
        var found = new FilterSets(graph);
        if (mode is FilterMode.StageConsistent)
        {
            found.AddGroups();
        }
        else
        {
            found.AddLayers(mode);
        }

        return found.sets.Count > 0 ? ([.. found.sets], [.. found.leftOut])
            : throw DiagnosticCatalog.NothingToSelect.Error(null, FilterModes.NameOf(mode), found.leftOut[0]);
    }

    private void AddLayers(FilterMode mode)
    {
        foreach (var layer in prunable)
        {
            var group = GroupOf(layer.Conv);
            var others = group.Layers.Select(name => nodes[name]).Where(node => node != layer.Conv).ToList();
            var followers = others.All(node => node.Op is Conv { Groups: > 1 }) ? Gates(group, others) : null;
            var why = WhyPinned(layer.Conv)
                ?? (mode is not FilterMode.InBlock ? null
                : layer.EndsBlock ? "its filters are added to others"
                : followers is null ? $"its channels go together with those of '{others[0].Name}'"
                : null);
            if (why is null)
            {
                var plain = new FilterGate(layer, [.. Enumerable.Range(0, FiltersOf(layer))]);
                var isAlone = followers is { IsEmpty: false } && Places(group, layer.Conv).SequenceEqual(plain.Places);
                sets.Add(new(layer.Name, plain.Places.Length, isAlone ? [plain, .. followers!] : [plain]));
            }
            else
            {
                leftOut.Add($"'{layer.Name}' keeps its filters: {why}");
            }
        }
    }

    private void AddGroups()
    {
        foreach (var group in groups.Groups)
        {
            var makers = group.Layers.Select(name => nodes[name]).Where(node => node.Op is not Pad).ToList();
            if (!makers.Any(maker => prunable.Any(layer => layer.Conv == maker)))
            {
                continue;
            }

            if (group.Pins.FirstOrDefault(pin => pin is not null) is { } why)
            {
                leftOut.Add($"'{group.Name}' keeps its filters: {why}");
            }
            else if (Gates(group, makers) is { } gates)
            {
                sets.Add(new(group.Name, group.Count, gates));
            }
            else
            {
                leftOut.Add($"'{group.Name}' keeps its filters: they go together with what is no convolution with weights of its own");
            }
        }
    }

    private ChannelGroup GroupOf(Node conv) => groups.Groups[groups.GroupOf[groups.UnitsOf(conv.Output, 1)[0]]];

    private string? WhyPinned(Node conv) => groups.UnitsOf(conv.Output, 1).Select(groups.WhyPinned).FirstOrDefault(why => why is not null);

    private int FiltersOf(PrunableLayer layer) => graph.Initializers[layer.Weight].Shape[0];

    private ImmutableArray<int> Places(ChannelGroup group, Node conv) =>
        [.. groups.UnitsOf(conv.Output, 1).Select(unit => unit - group.First)];

    /// <summary>Factors behind some convolutions of a group, dense ones first; null where one of them cannot have any.</summary>
    private ImmutableArray<FilterGate>? Gates(ChannelGroup group, List<Node> makers) =>
        makers.TrueForAll(IsOwnConvolution)
            ? [.. makers.OrderBy(node => node.Op is Conv { Groups: 1 } ? 0 : 1).Select(node =>
                new FilterGate(PrunableLayers.Layer(graph, node), Places(group, node)))]
            : null;

    private bool IsOwnConvolution(Node node) => node.Op is Conv conv && node.Inputs.Skip(1).OfType<Value>().All(constant =>
        PrunableLayers.IsOwn(graph, constant)) && (conv.Groups == 1 || conv.Groups == graph.Initializers[node.Inputs[1]!].Shape[0]);
}

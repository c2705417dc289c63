using System.Text.Json.Nodes;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Which channels or kernels of a network are kept: the decision, by the names of its layers. The file one reviews and commits.
/// </summary>
public sealed record WidthPlan
{
    /// <summary>What <see cref="Schema"/> says in plans of this version.</summary>
    public const string CurrentSchema = "depthcompress/width-plan/2";

    /// <summary>The format before: it knows groups and no layers. It is still read.</summary>
    public const string FirstSchema = "depthcompress/width-plan/1";

    /// <summary>The format.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The version that made it.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>SHA-256 of the model.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>What decided.</summary>
    public required string Method { get; init; }

    /// <summary>What was asked for, in words.</summary>
    public required string Target { get; init; }

    /// <summary>The groups that are narrowed; the others stay as they are.</summary>
    public required ImmutableArray<PlannedWidth> Groups { get; init; }

    /// <summary>The convolutions that lose kernels one by one; the others keep them all.</summary>
    public ImmutableArray<PlannedLayer> Layers { get; init; } = [];

    /// <summary>Widths of channels whose number is free are filled up to a multiple of this; null where nothing was packed.</summary>
    public int? ChannelAlignment { get; init; }

    /// <summary>The plan of segments that is realized first, as its file says it; null for none. Names are those of what comes out.</summary>
    public JsonObject? Depth { get; init; }

    /// <summary>The settings it was made with.</summary>
    public JsonObject? Configuration { get; init; }

    /// <summary>The plan that keeps these channels.</summary>
    public static WidthPlan Of(KeptChannels kept, string toolVersion, string modelDigest, string method, string target) => new()
    {
        ToolVersion = toolVersion,
        ModelDigest = modelDigest,
        Method = method,
        Target = target,
        Groups = [.. kept.Groups.Groups.Select(group => new PlannedWidth(group.Name, group.Count, kept.KeptOf(group)))
            .Where(group => group.Kept.Length < group.Units)],
    };

    /// <summary>The plan that keeps these kernels.</summary>
    public static WidthPlan Of(KernelMasks masks, string toolVersion, string modelDigest, string method, string target) => new()
    {
        ToolVersion = toolVersion,
        ModelDigest = modelDigest,
        Method = method,
        Target = target,
        Groups = [],
        Layers = [.. masks.Layers.Zip(masks.Masks).Where(pair => !pair.Second.IsFull)
            .Select(pair => PlannedLayer.Of(pair.First.Name, pair.Second))],
    };

    /// <summary>Which kernels of a network the plan keeps.</summary>
    /// <param name="graph">The network it was made for, normalized.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC3304: it names what the network lacks.</exception>
    public KernelMasks ResolveMasks(Graph graph, string file)
    {
        // Methods that narrow streams as a whole also plan for convolutions at both ends of them.
        var names = PrunableLayers.Of(graph).Select(layer => layer.Name).Union(Layers.Select(layer => layer.Name)).ToHashSet();
        var full = KernelMasks.Full(graph,
            PrunableLayers.Named(graph, graph.Nodes.Select(node => node.Name).Where(names.Contains)));
        var masks = full.Masks.ToBuilder();
        foreach (var planned in Layers)
        {
            var index = full.Layers.Select(layer => layer.Name).ToList().IndexOf(planned.Name);
            var (filters, channels) = index < 0 ? throw Unknown(file, $"there is no convolution '{planned.Name}' whose kernels could be chosen")
                : (masks[index].Filters, masks[index].Channels);
            masks[index] = (planned.Filters, planned.Channels) == (filters, channels) && planned.ToMask() is { } mask ? mask
                : throw Unknown(file, $"'{planned.Name}' has the filters 0 to {filters - 1}, each in one branch at most, and the channels 0 to {channels - 1}");
        }

        return full with { Masks = masks.ToImmutable() };
    }

    /// <summary>How its layers are packed; null where it does not say.</summary>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC3304: a layout is none.</exception>
    public PackPlan? Packing(string file) => ChannelAlignment is not { } alignment ? null : new PackPlan(Math.Max(1, alignment),
        Layers.Where(layer => layer.Layout is not null).DistinctBy(layer => layer.Name)
            .Select(layer => (layer.Name, Layout: LayerLayout.Parse(layer.Layout!) ?? throw Unknown(file, $"'{layer.Layout}' is no layout")))
            .Where(layer => layer.Layout != LayerLayout.Dense)
            .ToImmutableSortedDictionary(layer => layer.Name, layer => layer.Layout, StringComparer.Ordinal));

    /// <summary>What the plan keeps of a network.</summary>
    /// <param name="groups">Of the network it was made for.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC3304: it names what the network lacks, or removes what must stay.</exception>
    public KeptChannels Resolve(ChannelGroups groups, string file)
    {
        var removed = new List<int>();
        foreach (var planned in Groups)
        {
            var group = groups.Groups.FirstOrDefault(group => group.Name == planned.Name)
                ?? throw Unknown(file, $"there is no layer '{planned.Name}' whose channels could be chosen");
            if (group.Count != planned.Units || planned.Kept.Any(unit => unit < 0 || unit >= group.Count))
            {
                throw Unknown(file, $"'{planned.Name}' has the units 0 to {group.Count - 1}");
            }

            removed.AddRange(Enumerable.Range(0, group.Count).Except(planned.Kept).Select(unit => group.First + unit));
        }

        return KeptChannels.WhyNot(groups, removed) is { } why ? throw Unknown(file, why) : new KeptChannels(groups, removed);
    }

    private static DiagnosticException Unknown(string file, string what) => DiagnosticCatalog.WidthPlanUnknown.Error(file, what);
}

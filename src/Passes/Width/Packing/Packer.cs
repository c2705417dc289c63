using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Makes a network that can be deployed of a masked one: what is dead leaves it, and the live kernels of every layer are laid out in
/// the way
/// that is fastest. The result computes what the masked network does, up to the order of summation. Dense is always among the layouts, so
/// that a packed network is not slower than one without packing.
/// </summary>
public static class Packer
{
    private static readonly int[] Alignments = [1, 4, 8, 16];

    /// <summary>Packs.</summary>
    /// <param name="masks">
    /// The masked network as it was trained, normalizations in it or folded, and its live kernels; layers are found in it by their names.
    /// </param>
    /// <param name="options">Layouts, or how to find them.</param>
    /// <param name="cancellation">Stops between measurements.</param>
    /// <exception cref="ArgumentException">Layouts are to be measured, and there is no probe or there are no inputs.</exception>
    public static PackedNetwork Pack(KernelMasks masks, PackOptions options, CancellationToken cancellation = default)
    {
        var isMeasured = options is { Given: null, Layout: PackLayout.Measured };
        if (isMeasured && (options.Probe is null || options.Inputs.IsEmpty))
        {
            throw new ArgumentException("measuring needs a probe and inputs", nameof(options));
        }

        var folded = Fold(DeadBlocks.Remove(Fold(MaskedNetwork.Apply(Liveness.Propagate(masks.On(masks.Graph))))));
        var alignment = options.Given?.ChannelAlignment ?? (isMeasured ? BestAlignment(folded, options, cancellation) : 1);
        var dense = DeadChannels.Slice(folded, alignment);
        var (ordered, layers) = PackedOrder.Apply(dense);
        var choice = isMeasured ? new PackChoice(ordered, layers, options, cancellation) : null;
        var layouts = choice?.Chosen ?? layers.Select(layer => (layer.Name, Layout: Stated(layer, options)))
            .Where(pair => pair.Layout != LayerLayout.Dense).ToDictionary(pair => pair.Name, pair => pair.Layout);
        return new PackedNetwork
        {
            Graph = Written(ordered, layers, layouts),
            Dense = dense,
            Layers = [.. layers.Select(layer => Describe(layer, layouts, choice))],
            Plan = new PackPlan(alignment, layouts.ToImmutableSortedDictionary(StringComparer.Ordinal)),
            Packed = choice?.Whole[0],
            Sliced = choice?.Whole[1],
            Original = choice?.Whole.ElementAtOrDefault(2),
        };
    }

    /// <summary>The network with some layers in their layouts.</summary>
    internal static Graph Written(Graph graph, ImmutableArray<MaskedLayer> layers, IReadOnlyDictionary<string, LayerLayout> layouts) =>
        layers.Where(layer => layouts.ContainsKey(layer.Name))
            .Aggregate(graph, (written, layer) => LayerPacker.Apply(written, layer, layouts[layer.Name]));

    private static Graph Fold(Graph graph) => Pipelines.Optimize.Run(graph, new PassContext(new DiagnosticSink()));

    /// <summary>Engines compute some widths faster than smaller ones; dead channels then stay to fill them up.</summary>
    private static int BestAlignment(Graph folded, PackOptions options, CancellationToken cancellation)
    {
        var versions = Alignments.Select(alignment => DeadChannels.Slice(folded, alignment)).ToList();
        var costs = versions.Select(version => Analysis.NetworkCost.MultiplyAccumulates(version)).ToList();
        var distinct = Enumerable.Range(0, versions.Count).Where(index => costs.IndexOf(costs[index]) == index).ToList();
        if (distinct.Count == 1)
        {
            return Alignments[0];
        }

        var times = options.Probe!.Measure(
            [.. distinct.Select(index => new LatencyRequest(versions[index], options.Inputs))], null, cancellation);
        return Alignments[distinct[Enumerable.Range(0, distinct.Count).MinBy(index => times[index].P10)]];
    }

    private static LayerLayout Stated(MaskedLayer layer, PackOptions options) =>
        options.Given is { } given ? given.Layouts.GetValueOrDefault(layer.Name, LayerLayout.Dense)
        : options.Layout is PackLayout.Union or PackLayout.Dense ? new LayerLayout(options.Layout)
        : new LayerLayout(options.Layout, layer.Tree.Exact.Length);

    private static PackedLayer Describe(MaskedLayer layer, IReadOnlyDictionary<string, LayerLayout> layouts, PackChoice? choice) => new()
    {
        Name = layer.Name,
        Size = (layer.Mask.Filters, layer.Mask.Channels),
        LiveKernels = layer.Mask.Count,
        Branches = [.. layer.Tree.Exact.Select(filters => new PackedBranch(
            Enumerable.Range(0, layer.Mask.Channels).Count(channel => filters.Any(filter => layer.Mask[filter, channel])),
            filters.Length))],
        Layout = layouts.GetValueOrDefault(layer.Name, LayerLayout.Dense),
        Times = choice?.Times.GetValueOrDefault(layer.Name, []) ?? [],
        SetBack = choice?.SetBack.GetValueOrDefault(layer.Name),
    };
}

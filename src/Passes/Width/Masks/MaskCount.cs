using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Width;

/// <summary>Counts what masks leave of a network.</summary>
internal sealed class MaskCount
{
    private readonly KernelMasks masks;
    private readonly int unknown;
    private readonly ChannelGroups groups;
    private readonly HashSet<int> dead;
    private readonly Dictionary<Value, int> layerOfWeight = [];
    private readonly Dictionary<Value, int> layerOfFilters = [];

    public MaskCount(KernelMasks masks, int unknown)
    {
        (this.masks, this.unknown, groups) = (masks, unknown, ChannelGroups.Of(masks.Graph));
        dead = DeadUnits.Of(groups, masks);
        for (var layer = 0; layer < masks.Layers.Length; layer++)
        {
            var (conv, norm) = (masks.Layers[layer].Conv, masks.Layers[layer].Norm);
            layerOfWeight[conv.Inputs[1]!] = layer;
            foreach (var constant in conv.Inputs.Skip(2).Concat(norm?.Inputs.Skip(1) ?? []).OfType<Value>())
            {
                layerOfFilters[constant] = layer;
            }
        }
    }

    public long MultiplyAccumulatesOf(int layer) => NetworkCost.MultiplyAccumulates(masks.Graph, masks.Layers[layer].Conv, unknown);

    public long WeightsOf(int layer) => masks.Graph.Initializers[masks.Layers[layer].Weight].Count;

    /// <summary>A cost of the prunable layers: what they have, or what live kernels have of it.</summary>
    public long Prunable(Func<int, long> cost, bool isLive) => Enumerable.Range(0, masks.Layers.Length)
        .Sum(layer => isLive ? cost(layer) / masks.Masks[layer].Live.Length * masks.Masks[layer].Count : cost(layer));

    public long LeftMultiplyAccumulates() =>
        Prunable(MultiplyAccumulatesOf, isLive: true) + masks.Graph.Nodes.Where(node => node.Inputs.Length > 1)
            .Where(node => !layerOfWeight.ContainsKey(node.Inputs[1] ?? node.Output))
            .Sum(node => NetworkCost.MultiplyAccumulates(masks.Graph, node, unknown) is var cost && cost > 0
                ? cost / masks.Graph.Initializers[node.Inputs[1]!].Count * Left(node.Inputs[1]!) : 0);

    public long Parameters(bool isLeft)
    {
        var statistics = masks.Graph.Nodes.Where(node => node.Op is BatchNormalization).SelectMany(node => node.Inputs.Skip(3)).ToHashSet();
        return masks.Graph.Initializers.Where(pair => pair.Value.Element.IsFloating() && !statistics.Contains(pair.Key))
            .Sum(pair => isLeft ? Left(pair.Key) : pair.Value.Count);
    }

    private long Left(Value constant)
    {
        var shape = masks.Graph.Initializers[constant].Shape;
        return layerOfWeight.TryGetValue(constant, out var layer)
            ? WeightsOf(layer) / masks.Masks[layer].Live.Length * masks.Masks[layer].Count
            : layerOfFilters.TryGetValue(constant, out layer) ? masks.Masks[layer].DeadFilters().Count(isDead => !isDead)
            : Enumerable.Range(0, shape.Count).Aggregate(1L, (product, axis) => product * Places(constant, axis, shape[axis]));
    }

    private long Places(Value constant, int axis, int size) =>
        groups.UnitsOfWeight(constant, axis) is { IsEmpty: false } units ? units.Count(unit => !dead.Contains(unit)) : size;
}

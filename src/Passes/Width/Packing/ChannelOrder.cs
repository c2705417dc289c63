using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Puts channels into another order where that costs nothing: where one dense convolution makes them and nobody adds them to others, its
/// filters change places, and everything that follows or reads them changes with it. Nothing is computed differently.
/// </summary>
internal sealed class ChannelOrder
{
    private readonly ChannelGroups groups;
    private readonly Dictionary<string, Node> nodes;
    private readonly Dictionary<int, int> rankOfUnit = [];

    public ChannelOrder(Graph graph)
    {
        groups = ChannelGroups.Of(graph);
        nodes = graph.Nodes.DistinctBy(node => node.Name).ToDictionary(node => node.Name);
    }

    /// <summary>The group of channels that a convolution makes, if their order is free.</summary>
    public ChannelGroup? FreeGroupOf(Node conv) => groups.UnitsOf(conv.Output, 1) is [var first, ..]
        && groups.Groups[groups.GroupOf[first]] is var group && group.Layers[0] == conv.Name && IsFree(group, conv) ? group : null;

    /// <summary>The channels of a group come in this order.</summary>
    public void Set(ChannelGroup group, IReadOnlyList<int> order)
    {
        for (var place = 0; place < order.Count; place++)
        {
            rankOfUnit[group.First + order[place]] = place;
        }
    }

    /// <summary>The network with its channels in order.</summary>
    public Graph Apply()
    {
        var moved = new Dictionary<Value, Tensor>();
        foreach (var axis in groups.Weights.DistinctBy(axis => (axis.Weight, axis.Axis))
            .Where(axis => axis.Units.Any(rankOfUnit.ContainsKey)))
        {
            var tensor = moved.GetValueOrDefault(axis.Weight, groups.Graph.Initializers[axis.Weight]);
            moved[axis.Weight] = TensorPlaces.Take(tensor, axis.Axis, Places(axis.Units));
        }

        return moved.Count == 0 ? groups.Graph : groups.Graph.WithInitializers(moved);
    }

    /// <summary>Which old place comes to each place of an axis; a group keeps the places that it has together.</summary>
    private int[] Places(ImmutableArray<int> units)
    {
        var places = Enumerable.Range(0, units.Length).ToArray();
        foreach (var own in places.Where(place => rankOfUnit.ContainsKey(units[place]))
            .GroupBy(place => groups.GroupOf[units[place]]).ToList())
        {
            var targets = own.ToList();
            foreach (var (target, source) in targets.Zip(targets.OrderBy(place => rankOfUnit[units[place]])).ToList())
            {
                places[target] = source;
            }
        }

        return places;
    }

    private bool IsFree(ChannelGroup group, Node conv)
    {
        var units = Enumerable.Range(group.First, group.Count).ToHashSet();
        return group.Pins.All(pin => pin is null) && conv.Op is Conv { Groups: 1 } && group.Channels == group.Count
            && group.Layers.Skip(1).All(layer => nodes.TryGetValue(layer, out var follower) && IsDepthwise(follower))
            && groups.Axes.Select(axis => axis.Units).Concat(groups.Weights.Select(axis => axis.Units)).All(axis => IsInOrder(axis, units));
    }

    private bool IsDepthwise(Node node) => node.Op is Conv { Groups: > 1 } conv
        && groups.Graph.TypeOf(node.Inputs[0]!)?.Shape[1] is { IsKnown: true } channels && channels.Size == conv.Groups;

    /// <summary>Whether all units of a group lie together along an axis, in order and equally often, or none does.</summary>
    private static bool IsInOrder(ImmutableArray<int> axis, HashSet<int> units)
    {
        var places = Enumerable.Range(0, axis.Length).Where(place => units.Contains(axis[place])).ToList();
        return places.Count == 0
            || (places[^1] - places[0] + 1 == places.Count && places.Count % units.Count == 0
                && places.Select((place, index) => axis[place] - units.Min() == index / (places.Count / units.Count)).All(fits => fits));
    }
}

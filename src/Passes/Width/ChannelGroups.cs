using System.Runtime.CompilerServices;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Which channels of which values of a network must be kept or removed together, and which constants are cut with them. Everything else
/// about narrowing a network (zeroing, slicing, counting, choosing) is arithmetic on this.
/// </summary>
public sealed class ChannelGroups
{
    /// <summary>Found once for a network, and forgotten with it: bisections over masks ask again and again.</summary>
    private static readonly ConditionalWeakTable<Graph, ChannelGroups> Known = [];

    private readonly Dictionary<(Value, int), ChannelAxis> axes;
    private readonly Dictionary<(Value, int), WeightAxis> weights;

    internal ChannelGroups(
        Graph graph, ImmutableArray<ChannelGroup> groups, ImmutableArray<ChannelAxis> axes, ImmutableArray<WeightAxis> weights)
    {
        (Graph, Groups, Axes, Weights) = (graph, groups, axes, weights);
        this.axes = axes.ToDictionary(axis => (axis.Value, axis.Axis));
        this.weights = weights.DistinctBy(axis => (axis.Weight, axis.Axis)).ToDictionary(axis => (axis.Weight, axis.Axis));
        GroupOf = [.. groups.SelectMany((group, index) => Enumerable.Repeat(index, group.Count))];
    }

    /// <summary>The network.</summary>
    public Graph Graph { get; }

    /// <summary>The groups, in the order of their first layers.</summary>
    public ImmutableArray<ChannelGroup> Groups { get; }

    /// <summary>Every axis of a value along which channels lie.</summary>
    public ImmutableArray<ChannelAxis> Axes { get; }

    /// <summary>Every axis of a constant that is cut with channels, once for each node that uses it so.</summary>
    public ImmutableArray<WeightAxis> Weights { get; }

    /// <summary>The number of units of the whole network.</summary>
    public int UnitCount => GroupOf.Length;

    /// <summary>For every unit the index of its group.</summary>
    public ImmutableArray<int> GroupOf { get; }

    /// <summary>Finds the groups of a network. Run it on a normalized network: computed shapes pin what they touch.</summary>
    public static ChannelGroups Of(Graph graph) =>
        Known.GetValue(graph, network => new ChannelAnalysis(network).Run());

    /// <summary>Why a unit must stay; null where it may be removed.</summary>
    public string? WhyPinned(int unit) => Groups[GroupOf[unit]].Pins[unit - Groups[GroupOf[unit]].First];

    /// <summary>The units along an axis of a value; empty where there are none.</summary>
    public ImmutableArray<int> UnitsOf(Value value, int axis) => axes.TryGetValue((value, axis), out var found) ? found.Units : [];

    /// <summary>The units along an axis of a constant; empty where there are none.</summary>
    public ImmutableArray<int> UnitsOfWeight(Value weight, int axis) =>
        weights.TryGetValue((weight, axis), out var found) ? found.Units : [];

    /// <summary>Where a unit lies: values, axes and places.</summary>
    public IEnumerable<(Value Value, int Axis, ImmutableArray<int> Places)> MembersOf(int unit) =>
        Axes.Select(axis => (axis.Value, axis.Axis, PlacesOf(unit, axis.Units))).Where(member => !member.Item3.IsEmpty);

    /// <summary>What is cut from constants with a unit.</summary>
    public IEnumerable<(Value Weight, int Axis, ImmutableArray<int> Places)> SlicesOf(int unit) =>
        weights.Values.Select(axis => (axis.Weight, axis.Axis, PlacesOf(unit, axis.Units))).Where(slice => !slice.Item3.IsEmpty);

    private static ImmutableArray<int> PlacesOf(int unit, ImmutableArray<int> units) =>
        [.. Enumerable.Range(0, units.Length).Where(place => units[place] == unit)];
}

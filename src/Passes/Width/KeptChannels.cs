using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>What is left when some units are removed: places along axes, counted and listed.</summary>
public sealed class KeptChannels
{
    private readonly bool[] removed;

    /// <summary>All units but some.</summary>
    /// <param name="groups">Of the network.</param>
    /// <param name="units">The units that are removed, by their numbers.</param>
    /// <exception cref="ArgumentException">A unit is pinned, or a value would be left without channels.</exception>
    public KeptChannels(ChannelGroups groups, IEnumerable<int> units)
    {
        (Groups, removed) = (groups, new bool[groups.UnitCount]);
        foreach (var unit in units)
        {
            removed[unit] = true;
        }

        if (Problem() is { } why)
        {
            throw new ArgumentException(why, nameof(units));
        }
    }

    private KeptChannels(ChannelGroups groups, bool[] removed) => (Groups, this.removed) = (groups, removed);

    /// <summary>The groups of the network.</summary>
    public ChannelGroups Groups { get; }

    /// <summary>Whether anything is removed.</summary>
    public bool IsEverything => !removed.Contains(true);

    /// <summary>Whether a unit is removed.</summary>
    public bool IsRemoved(int unit) => removed[unit];

    /// <summary>The units of a group that are left, numbered within the group.</summary>
    public ImmutableArray<int> KeptOf(ChannelGroup group) =>
        [.. Enumerable.Range(0, group.Count).Where(unit => !removed[group.First + unit])];

    /// <summary>The places along an axis that are left.</summary>
    public int[] PlacesOf(ImmutableArray<int> units) => [.. Enumerable.Range(0, units.Length).Where(place => !removed[units[place]])];

    /// <summary>How many places along an axis are left.</summary>
    public int CountOf(ImmutableArray<int> units) => units.Count(unit => !removed[unit]);

    /// <summary>The size of an axis of a value, of which it had so many places.</summary>
    public int SizeOf(Value value, int axis, int size) => Groups.UnitsOf(value, axis) is { IsEmpty: false } units ? CountOf(units) : size;

    /// <summary>How many of the first places of an axis are left.</summary>
    public int CountBefore(ImmutableArray<int> units, int place) => units.Take(place).Count(unit => !removed[unit]);

    /// <summary>Why some units cannot be removed; null where they can.</summary>
    public static string? WhyNot(ChannelGroups groups, IEnumerable<int> units)
    {
        var kept = new KeptChannels(groups, new bool[groups.UnitCount]);
        foreach (var unit in units)
        {
            kept.removed[unit] = true;
        }

        return kept.Problem();
    }

    private string? Problem()
    {
        for (var unit = 0; unit < removed.Length; unit++)
        {
            if (removed[unit] && Groups.WhyPinned(unit) is { } why)
            {
                var group = Groups.Groups[Groups.GroupOf[unit]];
                return $"unit {unit - group.First} of '{group.Name}' must stay: {why}";
            }
        }

        return Groups.Axes.FirstOrDefault(axis => CountOf(axis.Units) == 0) is { } empty
            ? $"nothing would be left of '{Groups.Graph.NameOf(empty.Value)}'"
            : null;
    }
}

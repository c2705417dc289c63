namespace DepthCompress.Passes.Width;

/// <summary>Units that nobody reads, so that slicing them off is exact; of an axis that would be left empty one unit stays.</summary>
internal static class DeadUnits
{
    /// <param name="groups">Of the network.</param>
    /// <param name="isDead">Whether everything at a place of a reading axis is zero.</param>
    public static HashSet<int> Of(ChannelGroups groups, Func<WeightAxis, int, bool> isDead)
    {
        var dead = Enumerable.Range(0, groups.UnitCount).Where(unit => groups.WhyPinned(unit) is null).ToHashSet();
        foreach (var axis in groups.Weights.Where(axis => axis.Role is WeightRole.Reads))
        {
            for (var place = 0; place < axis.Units.Length; place++)
            {
                if (dead.Contains(axis.Units[place]) && !isDead(axis, place))
                {
                    dead.Remove(axis.Units[place]);
                }
            }
        }

        foreach (var axis in groups.Axes.Where(axis => axis.Units.All(dead.Contains)))
        {
            dead.Remove(axis.Units[0]);
        }

        return dead;
    }

    /// <summary>The dead units of masked layers.</summary>
    public static HashSet<int> Of(ChannelGroups groups, KernelMasks masks)
    {
        var columns = masks.Layers.Zip(masks.Masks).ToDictionary(pair => pair.First.Conv, pair => pair.Second.DeadChannels());
        return Of(groups, (axis, place) => columns.TryGetValue(axis.Node, out var dead) && dead[place]);
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;

namespace DepthCompress.TestKit;

/// <summary>Channels zeroed against channels removed, masks against packed layers: both are laws, borders included.</summary>
internal static class WidthVariants
{
    /// <summary>Weights of smaller layers are summed in another order, which counts as more rounding than a fold.</summary>
    private const double Factor = 4;

    /// <summary>About a third of all channels that may go; null where none may.</summary>
    public static NetworkVariant? Narrow(string name, int seed, Graph network)
    {
        var groups = ChannelGroups.Of(network);
        if (RandomUnits(groups, seed) is not { Count: > 0 } units)
        {
            return null;
        }

        var kept = new KeptChannels(groups, units);
        return new NetworkVariant(name, ZeroChannels.Apply(kept), SliceChannels.Apply(kept), Factor) { Shared = [] };
    }

    /// <summary>Random masks in a layout; null where no layer can be masked.</summary>
    public static NetworkVariant? Pack(string name, string layout, int seed, Graph network)
    {
        if (RandomMasks.For(network, seed, deadLayers: 0.05) is not { } masks)
        {
            return null;
        }

        var packed = Packer.Pack(masks, new PackOptions { Layout = Enum.Parse<PackLayout>(layout) });
        return new NetworkVariant(name, MaskedNetwork.Apply(Liveness.Propagate(masks)), packed.Graph, Factor) { Shared = [] };
    }

    /// <summary>Units that may go and leave something of every value.</summary>
    private static HashSet<int> RandomUnits(ChannelGroups groups, int seed)
    {
        var random = new Random(seed);
        var removed = new HashSet<int>();
        var free = Enumerable.Range(0, groups.UnitCount).Where(unit => groups.WhyPinned(unit) is null);
        foreach (var unit in free.OrderBy(_ => random.Next()))
        {
            removed.Add(unit);
            if (removed.Count > groups.UnitCount / 2 || groups.Axes.Any(axis => axis.Units.All(removed.Contains)))
            {
                removed.Remove(unit);
            }
        }

        return removed;
    }
}

namespace DepthCompress.Passes.Width;

/// <summary>Which kernels of one convolution are kept, and how it is laid out.</summary>
/// <param name="Name">The name of the convolution.</param>
/// <param name="Filters">How many filters it has in the model.</param>
/// <param name="Channels">How many channels it reads there.</param>
/// <param name="Branches">The kernels that are kept; a filter is in one branch, or in none.</param>
/// <param name="Layout">The form it is written in; null for that of the network as it is.</param>
public sealed record PlannedLayer(string Name, int Filters, int Channels, ImmutableArray<PlannedBranch> Branches, string? Layout = null)
{
    /// <summary>What a mask keeps of a layer.</summary>
    public static PlannedLayer Of(string name, KernelMask mask, string? layout = null) =>
        new(name, mask.Filters, mask.Channels, PlannedBranch.Of(mask), layout);

    /// <summary>The kernels as a mask; null where a number is out of range, or a filter is in two branches.</summary>
    public KernelMask? ToMask()
    {
        var filters = Branches.SelectMany(branch => branch.Filters).ToList();
        if (filters.Any(filter => filter < 0 || filter >= Filters) || filters.Distinct().Count() < filters.Count
            || Branches.Any(branch => branch.Channels.Any(channel => channel < 0 || channel >= Channels)))
        {
            return null;
        }

        var live = new bool[Filters * Channels];
        foreach (var branch in Branches)
        {
            foreach (var filter in branch.Filters)
            {
                foreach (var channel in branch.Channels)
                {
                    live[(filter * Channels) + channel] = true;
                }
            }
        }

        return new KernelMask(Filters, Channels, [.. live]);
    }
}

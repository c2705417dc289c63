namespace DepthCompress.Passes.Width;

/// <summary>Filters of a layer that read the same channels.</summary>
/// <param name="Filters">The filters, from 0.</param>
/// <param name="Channels">The channels that they read, from 0.</param>
public sealed record PlannedBranch(ImmutableArray<int> Filters, ImmutableArray<int> Channels)
{
    /// <summary>The branches of a mask, in the order of their first filters; filters without a live kernel are in none.</summary>
    public static ImmutableArray<PlannedBranch> Of(KernelMask mask) =>
    [
        .. Enumerable.Range(0, mask.Filters)
            .Select(filter => (Filter: filter, Channels: Enumerable.Range(0, mask.Channels).Where(channel => mask[filter, channel]).ToImmutableArray()))
            .Where(row => !row.Channels.IsEmpty)
            .GroupBy(row => string.Join(',', row.Channels))
            .Select(rows => new PlannedBranch([.. rows.Select(row => row.Filter)], rows.First().Channels)),
    ];
}

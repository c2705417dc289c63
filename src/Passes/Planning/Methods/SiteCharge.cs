namespace DepthCompress.Passes.Planning;

/// <summary>
/// Costs for methods that add up what segments take, from tables that say what candidates save: every site is charged the same, a
/// candidate what its sites are charged minus what it saves. Costs of a plan add up to its latency but for a constant.
/// </summary>
internal sealed class SiteCharge
{
    private readonly double _original;
    private readonly double _perSite;
    private readonly int _sites;

    /// <param name="latency">The savings.</param>
    /// <param name="sites">The number of sites of all chains.</param>
    internal SiteCharge(LatencyTable latency, int sites)
    {
        (_original, _sites) = (latency.OriginalMilliseconds, sites);
        _perSite = latency.Saved.Where(pair => pair.Key.Segment.Length > 0)
            .Select(pair => pair.Value / pair.Key.Segment.Length).Append(_original / sites).Max();
    }

    /// <summary>What a segment takes if so much of it is saved; never below zero.</summary>
    internal double Of(Segment segment, double saved) => Math.Max(0, (_perSite * segment.Length) - saved);

    /// <summary>
    /// The sum of costs that so many milliseconds of the whole network allow, when some sites are kept for certain; negative where nothing
    /// fits.
    /// </summary>
    internal double Budget(double milliseconds, int kept = 0) => milliseconds + (_perSite * (_sites - kept)) - _original;
}

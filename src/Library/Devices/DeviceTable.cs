using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>A device with what candidates save on it.</summary>
/// <param name="Wish">What is asked of it.</param>
/// <param name="Latency">What was measured on it.</param>
internal sealed record DeviceTable(DeviceWish Wish, LatencyTable Latency)
{
    /// <summary>What the network takes as it is.</summary>
    internal double Original => Latency.OriginalMilliseconds;

    /// <summary>What it may take; null for nothing asked by name.</summary>
    internal double? Budget => Wish.Budget?.Of(Original);

    /// <summary>What it takes with some candidates, which add up.</summary>
    internal double With(IEnumerable<Candidate> chosen) => Original - chosen.Sum(candidate => Latency.Saved.GetValueOrDefault(candidate));

    /// <summary>
    /// The weighted mean of several, as one more table: of latencies in parts of what the original takes on each, in units of the mean of what it
    /// takes, so that its figures have the size of milliseconds.
    /// </summary>
    internal static LatencyTable Mean(ImmutableArray<DeviceTable> devices)
    {
        var weight = devices.Sum(device => device.Wish.Weight);
        var unit = devices.Sum(device => device.Wish.Weight * device.Original) / weight;
        var saved = devices.SelectMany(device => device.Latency.Saved.Keys).Distinct().ToImmutableDictionary(
            candidate => candidate,
            candidate => unit * devices.Sum(device =>
                device.Wish.Weight / weight * device.Latency.Saved.GetValueOrDefault(candidate) / device.Original));
        var words = string.Join(", ", devices.Select(device => FormattableString.Invariant($"{device.Wish.Weight} of {device.Latency.Machine}")));
        return new LatencyTable(unit, saved, devices[0].Latency.Machine with { Device = $"the weighted mean: {words}" });
    }
}

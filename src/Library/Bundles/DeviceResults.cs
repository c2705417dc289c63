using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>The results file of a device while it measures: every row is in it when <c>Save</c> returns.</summary>
/// <param name="path">The file.</param>
/// <param name="started">What it holds at the outset.</param>
/// <param name="networks">The networks of the bundle, in order.</param>
internal sealed class DeviceResults(string path, DeviceLatencies started, ImmutableArray<BundleNetwork> networks) : ILatencyStore
{
    private readonly Dictionary<string, DeviceLatency> rows = started.Rows.ToDictionary(row => row.Signature);

    /// <summary>What it holds now.</summary>
    internal DeviceLatencies Latencies =>
        started with { Rows = [.. networks.Where(network => rows.ContainsKey(network.Signature)).Select(network => rows[network.Signature])] };

    /// <inheritdoc/>
    public LatencyRow? Find(LatencyKey key) =>
        key.Machine == started.Machine && rows.TryGetValue(key.Signature, out var row) ? row.ToRow(key.Machine) : null;

    /// <inheritdoc/>
    public void Save(LatencyRow row)
    {
        rows[row.Key.Signature] = DeviceLatency.Of(row);
        Outputs.WriteText(path, true, DeviceLatenciesFile.Format(Latencies));
    }
}

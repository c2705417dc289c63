using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// The latencies of a device that is not here. What is missing is not a number, and counted, so that one look says how much is.
/// </summary>
/// <param name="rows">What was measured there.</param>
/// <param name="besides">Where else its rows may lie; null for nowhere.</param>
internal sealed class DeviceRows(IEnumerable<LatencyRow> rows, ITableStore? besides) : ITableStore
{
    private static readonly LatencyEstimate None = new(double.NaN, double.NaN, double.NaN, double.NaN, [], NoiseVerdict.Quiet);
    private readonly Dictionary<LatencyKey, LatencyRow> known = rows.ToDictionary(row => row.Key);
    private readonly HashSet<LatencyKey> found = [];
    private readonly HashSet<LatencyKey> missing = [];

    /// <summary>How many networks were asked for, and how many of them are missing.</summary>
    internal (int Missing, int Distinct) Count => (missing.Count, found.Count + missing.Count);

    /// <inheritdoc/>
    public LatencyRow? Find(LatencyKey key)
    {
        if ((known.GetValueOrDefault(key) ?? besides?.Find(key)) is { } row)
        {
            found.Add(key);
            return known[key] = row;
        }

        missing.Add(key);
        return new LatencyRow(key, "", None, default);
    }

    /// <inheritdoc/>
    public ImportanceRow? Find(ImportanceKey key) => null;

    /// <summary>None that could be cleared up here.</summary>
    public LatencyDoubt DoubtOf(LatencyKey key) => default;

    /// <summary>Never: what is doubted there is measured anew there.</summary>
    public void Save(LatencyKey key, LatencyDoubt doubt) =>
        throw new CompilerBugException("a latency was doubted in the name of a device that is not here");

    /// <summary>Never: a device that is not here measures nothing.</summary>
    public void Save(LatencyRow row) => throw new CompilerBugException("a latency was measured in the name of a device that is not here");

    /// <summary>Never: importances do not belong to devices.</summary>
    public void Save(ImportanceRow row) => throw new CompilerBugException("an importance was found in the name of a device");
}

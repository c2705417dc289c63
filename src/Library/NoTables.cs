using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>Tables for what needs none.</summary>
internal sealed class NoTables : ITableStore
{
    /// <summary>The only one.</summary>
    internal static NoTables Instance { get; } = new();

    /// <inheritdoc/>
    public LatencyRow? Find(LatencyKey key) => null;

    /// <inheritdoc/>
    public void Save(LatencyRow row)
    {
    }

    /// <inheritdoc/>
    public LatencyDoubt DoubtOf(LatencyKey key) => default;

    /// <inheritdoc/>
    public void Save(LatencyKey key, LatencyDoubt doubt)
    {
    }

    /// <inheritdoc/>
    public ImportanceRow? Find(ImportanceKey key) => null;

    /// <inheritdoc/>
    public void Save(ImportanceRow row)
    {
    }
}

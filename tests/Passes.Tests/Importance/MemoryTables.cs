using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>Tables in memory; counts what is saved.</summary>
internal sealed class MemoryTables : ITableStore
{
    public Dictionary<LatencyKey, LatencyRow> Latencies { get; } = [];

    public Dictionary<ImportanceKey, ImportanceRow> Importances { get; } = [];

    public Dictionary<LatencyKey, LatencyDoubt> Doubts { get; } = [];

    public int Saves { get; private set; }

    public LatencyRow? Find(LatencyKey key) => Latencies.GetValueOrDefault(key);

    public LatencyDoubt DoubtOf(LatencyKey key) => Doubts.GetValueOrDefault(key);

    public void Save(LatencyKey key, LatencyDoubt doubt) => Doubts[key] = doubt;

    public ImportanceRow? Find(ImportanceKey key) => Importances.GetValueOrDefault(key);

    public void Save(LatencyRow row)
    {
        Latencies[row.Key] = row;
        Saves++;
    }

    public void Save(ImportanceRow row)
    {
        Importances[row.Key] = row;
        Saves++;
    }
}

namespace DepthCompress.GraphIR;

/// <summary>The latency and importance tables on disk. A saved row is durable at once; several processes may use one file.</summary>
public interface ITableStore : ILatencyStore
{
    /// <summary>The importance found under exactly this key, or null.</summary>
    ImportanceRow? Find(ImportanceKey key);

    /// <summary>Saves a row, or replaces the one of the same key.</summary>
    void Save(ImportanceRow row);
}

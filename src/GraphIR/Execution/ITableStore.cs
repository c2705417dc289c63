namespace DepthCompress.GraphIR;

/// <summary>The latency and importance tables on disk. A saved row is durable at once; several processes may use one file.</summary>
public interface ITableStore : ILatencyStore
{
    /// <summary>What is known against the latency of a key; nothing where nobody doubted it.</summary>
    LatencyDoubt DoubtOf(LatencyKey key);

    /// <summary>Saves what is known against the latency of a key.</summary>
    void Save(LatencyKey key, LatencyDoubt doubt);

    /// <summary>The importance found under exactly this key, or null.</summary>
    ImportanceRow? Find(ImportanceKey key);

    /// <summary>Saves a row, or replaces the one of the same key.</summary>
    void Save(ImportanceRow row);
}

namespace DepthCompress.GraphIR;

/// <summary>Latencies on disk. A saved row is durable at once.</summary>
public interface ILatencyStore
{
    /// <summary>The latency measured under exactly this key, or null.</summary>
    LatencyRow? Find(LatencyKey key);

    /// <summary>Saves a row, or replaces the one of the same key.</summary>
    void Save(LatencyRow row);
}

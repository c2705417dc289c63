using DepthCompress;

namespace Service;

/// <summary>The section <c>Compression</c> of the settings.</summary>
internal sealed record ServiceOptions
{
    /// <summary>The largest model that is taken.</summary>
    public long MostBytes { get; init; } = 256 << 20;

    /// <summary>Models that may wait.</summary>
    public int MostWaiting { get; init; } = 8;

    /// <summary>Finished jobs whose results are kept; older ones are forgotten.</summary>
    public int MostKept { get; init; } = 32;

    /// <summary>What every compression is told, unless a request says otherwise. Uploads are nobody's: the engine has a process of its own.</summary>
    public CompressOptions Options { get; init; } = new() { Speedup = 1.5, Isolate = true, MemoryLimit = "4GB", TimeLimit = 600 };
}

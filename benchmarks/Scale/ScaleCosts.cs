namespace DepthCompress.Benchmarks.Scale;

/// <summary>What files cost, as measured of a real task; docs/scale.md says how.</summary>
internal static class ScaleCosts
{
    /// <summary>Bytes of the tables at the outset: what rows are compared with.</summary>
    internal const long BaseBytes = 20_480;

    /// <summary>Bytes that are written when a row becomes durable, journal included.</summary>
    internal const long BytesOfRow = 21_000;

    /// <summary>Flushes when a row becomes durable.</summary>
    internal const long FlushesOfRow = 4;

    /// <summary>How often a task reads its status before and behind a row.</summary>
    internal const long ReadsOfRow = 2;

    /// <summary>Files of a shard: its tables, their claims, its status, its log.</summary>
    internal const int FilesOfShard = 4;

    /// <summary>Files of the job besides: the manifest, the tables at the outset, the script.</summary>
    internal const int FilesOfJob = 3;

    /// <summary>Flushes of a file that is replaced.</summary>
    internal const long FlushesOfFile = 2;
}

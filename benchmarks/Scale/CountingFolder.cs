using System.Text;
using System.Text.Json;

namespace DepthCompress.Benchmarks.Scale;

/// <summary>The folder of a job in memory, which counts what would go over the network.</summary>
internal sealed class CountingFolder() : ShardFolder("/shared/jobs/mobilenetv2-0123456789ab")
{
    private readonly Dictionary<int, (ShardStatus Status, int Bytes)> statuses = [];

    /// <summary>Bytes that are read, of whatever file.</summary>
    internal long BytesRead { get; set; }

    /// <summary>Bytes that are written.</summary>
    internal long BytesWritten { get; set; }

    /// <summary>How often something is flushed to the disks of the server.</summary>
    internal long Flushes { get; set; }

    /// <summary>Files that are opened to be read.</summary>
    internal long Reads { get; set; }

    /// <summary>Files in the folder.</summary>
    internal int Files => ScaleCosts.FilesOfJob + (ScaleCosts.FilesOfShard * statuses.Count);

    /// <summary>Rows that are durable.</summary>
    internal int Rows => statuses.Values.Sum(kept => kept.Status.Done);

    internal override ShardStatus? StatusOf(int shard)
    {
        Reads++;
        if (!statuses.TryGetValue(shard, out var kept))
        {
            return null;
        }

        BytesRead += kept.Bytes;
        return kept.Status;
    }

    internal override void Save(int shard, ShardStatus status)
    {
        var bytes = Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(status, ShardJson.Default.ShardStatus)) + 1;
        statuses[shard] = (status, bytes);
        Write(bytes);
    }

    internal override void Save(ShardManifest manifest) =>
        Write(Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(manifest, ShardJson.Default.ShardManifest)) + 1);

    internal override string? TailOf(int shard) => "it failed";

    /// <summary>A file under a temporary name, flushed, renamed, and its folder flushed.</summary>
    private void Write(int bytes)
    {
        BytesWritten += bytes;
        Flushes += ScaleCosts.FlushesOfFile;
    }
}

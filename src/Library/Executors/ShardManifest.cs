using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>What a job is: everything a task needs to know, and what was submitted of it so far.</summary>
internal sealed record ShardManifest
{
    /// <summary>The form this version writes, and the only one it reads.</summary>
    internal const string CurrentSchema = "depthcompress/shards/1";

    /// <summary>The form of the file.</summary>
    public required string Schema { get; init; }

    /// <summary>The version of this program.</summary>
    public required string Tool { get; init; }

    /// <summary>The command of this program that the work is of, here and in tasks.</summary>
    public string Command { get; init; } = ImportanceShards.Name;

    /// <summary>The file of the model.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model.</summary>
    public required string Digest { get; init; }

    /// <summary>The folder that relative names start from.</summary>
    public required string Directory { get; init; }

    /// <summary>The settings, but for where things lie and who computes them.</summary>
    public required JsonObject Settings { get; init; }

    /// <summary>What the latencies are true of that decide which candidates are worth a look.</summary>
    public required MachineIdentity Machine { get; init; }

    /// <summary>The scheduler.</summary>
    public required string Executor { get; init; }

    /// <summary>The pieces of work of every shard, by their texts: candidates, or methods with their targets.</summary>
    public required ImmutableArray<ImmutableArray<string>> Shards { get; init; }

    /// <summary>What was submitted, the latest last.</summary>
    public ImmutableArray<ShardSubmission> Submissions { get; init; } = [];

    /// <summary>Pieces of all shards.</summary>
    [JsonIgnore]
    public int Pieces => Shards.Sum(shard => shard.Length);
}

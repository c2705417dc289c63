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

    /// <summary>What JSON allows and no job is; null for nothing. Commands and names of jobs become words of command lines.</summary>
    [JsonIgnore]
    internal string? Problem =>
        Command is not (ImportanceShards.Name or ComparisonShards.Name) ? $"it holds work of '{Command}'"
        : Shards.IsDefault || Shards.Any(shard => shard.IsDefault || shard.Contains(null!)) ? "a shard is null"
        : Submissions.IsDefault || Submissions.Any(submission => submission is null || submission.Shards.IsDefault) ? "a submission is null"
        : Submissions.Any(submission => !IsJob(submission.Job)) ? "what was submitted has no name that a scheduler gives"
        : Submissions.Any(submission => submission.Shards.Any(shard => shard < 1 || shard > Shards.Length)) ? "a shard that was submitted is none"
        : null;

    private static bool IsJob(string name) => name.Length > 0 && name[0] != '-' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    /// <summary>Pieces of all shards.</summary>
    [JsonIgnore]
    public int Pieces => Shards.Sum(shard => shard.Length);
}

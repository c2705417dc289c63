namespace DepthCompress.Benchmarks.Scale;

/// <summary>The task of a shard: what it has found, and where it is.</summary>
internal sealed class SimulatedTask(int shard, ImmutableArray<string> rows)
{
    private readonly HashSet<string> crashed = new(StringComparer.Ordinal);

    /// <summary>Counted from 1.</summary>
    internal int Shard => shard;

    /// <summary>Rows that are durable.</summary>
    internal int Done { get; private set; }

    /// <summary>The next row; null when all are there.</summary>
    internal string? Next => Done < rows.Length ? rows[Done] : null;

    /// <summary>What the scheduler says of it.</summary>
    internal ShardTaskState State { get; set; } = new("PENDING", ShardTaskStage.Waits);

    /// <summary>The node it is on; null where it is on none.</summary>
    internal SimulatedNode? Node { get; set; }

    /// <summary>Which try this is; what was planned for an earlier one does not happen.</summary>
    internal int Try { get; set; }

    /// <summary>When the try began.</summary>
    internal double Began { get; set; }

    /// <summary>When the row it is at began.</summary>
    internal double RowBegan { get; set; }

    /// <summary>A row is durable.</summary>
    internal void Finish() => Done++;

    /// <summary>Whether the row fails for the first time.</summary>
    internal bool Crashes(string row) => crashed.Add(row);
}

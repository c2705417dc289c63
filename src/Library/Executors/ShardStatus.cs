namespace DepthCompress;

/// <summary>
/// What a task says of its shard, in a file beside the rows: whoever looks need not open a table that another machine writes.
/// </summary>
/// <param name="Owner">The process that works on it; a later one takes it over.</param>
/// <param name="Host">The machine.</param>
/// <param name="State">One of those below.</param>
/// <param name="Done">Rows that are durable.</param>
/// <param name="Tool">The version of the program there.</param>
/// <param name="Digest">Of the model as the task read it.</param>
/// <param name="At">When this was said.</param>
internal sealed record ShardStatus(string Owner, string Host, string State, int Done, string Tool, string Digest, DateTimeOffset At)
{
    /// <summary>Rows are being found.</summary>
    internal const string Running = "running";

    /// <summary>All rows are there.</summary>
    internal const string Finished = "finished";

    /// <summary>The task gave up, and says why.</summary>
    internal const string Failed = "failed";

    /// <summary>Why the task gave up.</summary>
    public string? Error { get; init; }
}

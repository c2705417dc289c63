namespace DepthCompress;

/// <summary>A job of a scheduler.</summary>
/// <param name="Job">Its number or name there.</param>
/// <param name="Shards">The shards it has tasks for, counted from 1.</param>
/// <param name="At">When it was submitted.</param>
internal sealed record ShardSubmission(string Job, ImmutableArray<int> Shards, DateTimeOffset At)
{
    /// <summary>What the numbers of its tasks lack to those of their shards: schedulers count in arrays of bounded size.</summary>
    public int Offset { get; init; }
}

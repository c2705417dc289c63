namespace DepthCompress;

/// <summary>What a scheduler says of a task.</summary>
/// <param name="Word">In its own words.</param>
/// <param name="Stage">In ours.</param>
internal sealed record ShardTaskState(string Word, ShardTaskStage Stage)
{
    /// <summary>Whether the scheduler will still run it, or runs it.</summary>
    internal bool IsAlive => Stage is ShardTaskStage.Waits or ShardTaskStage.Runs;
}

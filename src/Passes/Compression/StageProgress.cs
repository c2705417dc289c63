namespace DepthCompress.Passes.Compression;

/// <summary>How far a stage of a compression is.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Done">Finished steps, those of an earlier, stopped run included.</param>
/// <param name="Total">All steps; 0 where they are not counted.</param>
/// <param name="What">What is about to be done; <see cref="Over"/> at the end of the stage.</param>
/// <param name="Elapsed">Since the stage began.</param>
/// <param name="Left">The time left at the speed so far; null before there is one.</param>
public readonly record struct StageProgress(string Stage, int Done, int Total, string What, TimeSpan Elapsed, TimeSpan? Left)
{
    /// <summary>What is said at the end of a stage.</summary>
    public const string Over = "done";

    /// <summary>Whether the stage is over.</summary>
    public bool IsFinished => What == Over;
}

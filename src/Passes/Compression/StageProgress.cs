namespace DepthCompress.Passes.Compression;

/// <summary>How far a stage of a compression is.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Done">Finished steps.</param>
/// <param name="Total">All steps; 0 where they are not counted.</param>
/// <param name="What">What is about to be done; "done" at the end of the stage.</param>
/// <param name="Elapsed">Since the stage began.</param>
public readonly record struct StageProgress(string Stage, int Done, int Total, string What, TimeSpan Elapsed)
{
    /// <summary>Whether the stage is over.</summary>
    public bool IsFinished => What == "done";

    /// <summary>The time left at the speed so far; null before the first step is done.</summary>
    public TimeSpan? Left => Done > 0 && Total > 0 ? Elapsed * ((double)(Total - Done) / Done) : null;
}

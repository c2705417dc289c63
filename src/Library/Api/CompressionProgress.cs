using DepthCompress.Passes.Compression;

namespace DepthCompress;

/// <summary>How far an operation is; reported in order, from the thread that works.</summary>
/// <param name="Stage">What is being done: <c>latency table</c>, <c>importance table</c>, <c>refit</c>, …</param>
/// <param name="Done">Finished steps of the stage, those of an earlier, stopped run included.</param>
/// <param name="Total">All steps of the stage; 0 where they are not counted.</param>
/// <param name="Detail">The step that is about to be done.</param>
/// <param name="Elapsed">Since the stage began.</param>
/// <param name="Left">The time that the stage still needs at its speed so far; null before that is known.</param>
public readonly record struct CompressionProgress(string Stage, int Done, int Total, string Detail, TimeSpan Elapsed, TimeSpan? Left)
{
    /// <summary>Whether the stage is over.</summary>
    public bool IsFinished => Detail == StageProgress.Over;

    /// <summary>The part of the stage that is done, from 0 to 1; null where steps are not counted.</summary>
    public double? Fraction => IsFinished ? 1 : Total > 0 ? (double)Done / Total : null;

    internal static CompressionProgress Of(StageProgress stage) =>
        new(stage.Stage, stage.Done, stage.Total, stage.What, stage.Elapsed, stage.Left);
}

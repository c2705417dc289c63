namespace DepthCompress;

/// <summary>How far a task is for its scheduler.</summary>
internal enum ShardTaskStage
{
    /// <summary>It waits for a machine.</summary>
    Waits,

    /// <summary>It is at work.</summary>
    Runs,

    /// <summary>It ended without an error.</summary>
    Ended,

    /// <summary>It ended in any other way.</summary>
    Failed,
}

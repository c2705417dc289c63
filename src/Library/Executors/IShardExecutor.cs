namespace DepthCompress;

/// <summary>
/// Has the shards of a job worked on by other machines. It knows a scheduler and nothing of what the work is: a task is a command line of
/// this program, the folder of the job and the number of the shard.
/// </summary>
internal interface IShardExecutor
{
    /// <summary>The scheduler, for people.</summary>
    string Name { get; }

    /// <summary>Fails before anything is written where nothing could be submitted.</summary>
    /// <exception cref="GraphIR.DiagnosticException">DC4350, or a setting is missing.</exception>
    void Check();

    /// <summary>Has tasks started for these shards, counted from 1, in as many jobs as the scheduler needs for them.</summary>
    /// <returns>Each job, once it is submitted; none where somebody else has to submit what was written.</returns>
    /// <exception cref="GraphIR.DiagnosticException">DC4353, DC4371.</exception>
    IEnumerable<ShardSubmission> Submit(ShardFolder folder, ShardManifest manifest, ImmutableArray<int> shards);

    /// <summary>What the scheduler knows of the tasks of a job, by shard; those that it forgot are missing.</summary>
    /// <exception cref="GraphIR.DiagnosticException">DC4370: it does not answer.</exception>
    ImmutableDictionary<int, ShardTaskState> StatesOf(ShardSubmission submission);

    /// <summary>Stops a job.</summary>
    /// <returns>What the scheduler has against it; null where it does.</returns>
    string? Cancel(string job);
}

using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A job of shards as its submitter sees it: submits what is not finished, waits, has failed tasks run again, cancels.</summary>
internal sealed class ShardJob(ShardFolder folder, ShardManifest manifest, IShardExecutor executor, Session session)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly Dictionary<int, int> attempts = [];
    private readonly Dictionary<int, int> atSubmission = [];
    private readonly Dictionary<int, string> lost = [];
    private readonly Dictionary<int, ShardStatus> finished = [];
    private ImmutableHashSet<int> suspects = [];

    /// <summary>The job with what was submitted meanwhile.</summary>
    internal ShardManifest Manifest { get; private set; } = manifest;

    /// <summary>The shards whose work is done.</summary>
    internal ImmutableArray<int> Finished => [.. Shards.Where(shard => StatusOf(shard) is { State: ShardStatus.Finished })];

    /// <summary>The others.</summary>
    internal ImmutableArray<int> Unfinished => [.. Shards.Except(Finished)];

    /// <summary>Pieces that are durable.</summary>
    internal int Done => Shards.Sum(shard => StatusOf(shard)?.Done ?? 0);

    private IEnumerable<int> Shards => Enumerable.Range(1, Manifest.Shards.Length);

    /// <summary>What the scheduler knows of the unfinished shards; null where it does not answer now.</summary>
    internal ImmutableDictionary<int, ShardTaskState>? StatesOrNone()
    {
        try
        {
            return States();
        }
        catch (DiagnosticException problem) when (problem.Diagnostic.Descriptor == DiagnosticCatalog.SchedulerSilent)
        {
            return null;
        }
    }

    /// <summary>What the scheduler knows of the unfinished shards.</summary>
    /// <exception cref="DiagnosticException">DC4370: it does not answer.</exception>
    internal ImmutableDictionary<int, ShardTaskState> States()
    {
        var (states, open) = (ImmutableDictionary.CreateBuilder<int, ShardTaskState>(), Unfinished.ToHashSet());
        foreach (var submission in Manifest.Submissions.Reverse().Where(submission => submission.Shards.Any(open.Contains)))
        {
            var known = executor.StatesOf(submission);
            foreach (var shard in submission.Shards.Where(open.Remove))
            {
                if (known.TryGetValue(shard, out var state))
                {
                    states[shard] = state;
                }
            }
        }

        return states.ToImmutable();
    }

    /// <summary>Submits the unfinished shards that the scheduler has no task for.</summary>
    /// <returns>Whether tasks are under way.</returns>
    internal bool Submit()
    {
        var states = States();
        ImmutableArray<int> idle = [.. Unfinished.Where(shard => !states.TryGetValue(shard, out var state) || !state.IsAlive)];
        return idle.IsEmpty || Submit(idle);
    }

    /// <summary>Waits for the shards, and has those run again that end without their rows.</summary>
    /// <param name="most">How often a task is tried.</param>
    /// <param name="progress">Told how many pieces are there, and of the tasks.</param>
    /// <exception cref="OperationCanceledException">The user stopped it, and the job with it.</exception>
    /// <exception cref="DiagnosticException">DC4352, DC4354.</exception>
    internal void Wait(int most, IProgress<RunProgress>? progress)
    {
        var pause = TimeSpan.FromSeconds(0.2);
        try
        {
            while (Unfinished.Except(lost.Keys).Any())
            {
                Look(most, progress);
                if (session.Surroundings.Pause(pause, session.Cancellation))
                {
                    session.Cancellation.ThrowIfCancellationRequested();
                }

                pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, pause.TotalSeconds * 1.2));
            }
        }
        catch (OperationCanceledException)
        {
            Cancel();
            throw;
        }

        if (lost.Count > 0)
        {
            var (shard, why) = lost.MinBy(entry => entry.Key);
            throw DiagnosticCatalog.ShardsFail.Error(folder.Path, lost.Count, Manifest.Shards.Length, shard, why);
        }
    }

    /// <summary>Who does what, for people.</summary>
    internal string Describe(ImmutableDictionary<int, ShardTaskState>? states)
    {
        if (states is null)
        {
            return $"{Finished.Length} of {Manifest.Shards.Length} tasks finished; {executor.Name} does not answer";
        }

        var words = Unfinished.GroupBy(Word, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count()} {group.Key}");
        return string.Join(", ", [$"{Finished.Length} of {Manifest.Shards.Length} tasks finished", .. words]);

        string Word(int shard) => states.TryGetValue(shard, out var state) ? state.Word.ToLowerInvariant() : $"unknown to {executor.Name}";
    }

    private void Look(int most, IProgress<RunProgress>? progress)
    {
        var answer = StatesOrNone();
        progress?.Report(new(Done, Manifest.Pieces, Describe(answer)));
        if (answer is not { } states)
        {
            // A controller that is busy or starts anew says nothing of its tasks, which go on meanwhile.
            suspects = [];
            return;
        }

        ImmutableHashSet<int> idle = [.. Unfinished.Where(shard => !lost.ContainsKey(shard) && !IsAlive(shard))];

        // A task that just ended may have said so where this machine does not see it yet: only what is idle twice is.
        var (dead, again) = (idle.Intersect(suspects), new List<int>());
        suspects = idle.Except(dead);
        foreach (var shard in dead.Order())
        {
            var why = WhyDead(shard, states.GetValueOrDefault(shard));
            if (!HasProgressed(shard) && attempts.GetValueOrDefault(shard, 1) >= most)
            {
                lost[shard] = why;
                continue;
            }

            session.Error.WriteLine($"task {shard} is run again: {why}");
            again.Add(shard);
        }

        if (again.Count > 0)
        {
            Submit([.. again]);
        }

        bool IsAlive(int shard) => states.TryGetValue(shard, out var state) && state.IsAlive;
    }

    private string WhyDead(int shard, ShardTaskState? state)
    {
        var status = StatusOf(shard);
        if (status is null && state is { Stage: ShardTaskStage.Ended })
        {
            throw DiagnosticCatalog.ShardFolderNotShared.Error(null, shard, folder.Path);
        }

        var word = state is null ? $"{executor.Name} does not know it any more" : $"{executor.Name} says {state.Word}";
        return status?.Error is { } error ? $"{error} ({word})" : folder.TailOf(shard) is { } tail ? $"{word}; its log ends: {tail}" : word;
    }

    private bool Submit(ImmutableArray<int> shards)
    {
        foreach (var shard in shards)
        {
            attempts[shard] = HasProgressed(shard) ? 1 : attempts.GetValueOrDefault(shard) + 1;
            atSubmission[shard] = StatusOf(shard)?.Done ?? 0;
        }

        var count = Manifest.Submissions.Length;
        foreach (var submission in executor.Submit(folder, Manifest, shards))
        {
            Manifest = Manifest with { Submissions = [.. Manifest.Submissions, submission] };
            folder.Save(Manifest);
        }

        return Manifest.Submissions.Length > count;
    }

    /// <summary>A task that ran out of time behind finished pieces did not fail: it goes on there.</summary>
    private bool HasProgressed(int shard) => (StatusOf(shard)?.Done ?? 0) > atSubmission.GetValueOrDefault(shard);

    private void Cancel()
    {
        var states = StatesOrNone();
        var alive = Unfinished.Where(shard => states is null || (states.TryGetValue(shard, out var state) && state.IsAlive)).ToHashSet();
        string[] jobs =
            [.. Manifest.Submissions.Where(submission => submission.Shards.Any(alive.Contains)).Select(submission => submission.Job)];
        var canceled = new List<string>();
        foreach (var job in jobs)
        {
            if (executor.Cancel(job) is not { } problem)
            {
                canceled.Add(job);
                continue;
            }

            session.Diagnostics.Report(DiagnosticCatalog.NotCanceled.At(null, job, executor.Name, problem.ReplaceLineEndings(" ")));
        }

        if (canceled.Count > 0)
        {
            session.Diagnostics.Report(
                DiagnosticCatalog.ShardsCanceled.At(null, string.Join(", ", canceled), Done, Manifest.Pieces, folder.Path));
        }
    }

    /// <summary>A shard that is finished stays so: with a thousand of them, what need not be read again is most of what a folder is asked for.</summary>
    private ShardStatus? StatusOf(int shard)
    {
        if (finished.TryGetValue(shard, out var last))
        {
            return last;
        }

        var status = folder.StatusOf(shard);
        if (status is { State: ShardStatus.Finished })
        {
            finished[shard] = status;
        }

        return status;
    }
}

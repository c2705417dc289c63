namespace DepthCompress.Benchmarks.Scale;

/// <summary>
/// A scheduler and its nodes under a clock of their own. What is dealt, submitted, and run again is decided by the real <see cref="ShardDeal"/> and
/// <see cref="ShardJob"/>; here tasks wait, start, find rows, and die.
/// </summary>
internal sealed class SimulatedCluster : IShardExecutor
{
    private readonly ScaleScenario scenario;
    private readonly ScaleRows rows;
    private readonly CountingFolder folder;
    private readonly Random random;
    private readonly Dictionary<int, SimulatedTask> tasks = [];
    private readonly Queue<SimulatedTask> waiting = [];
    private readonly Stack<SimulatedNode> free = [];
    private readonly PriorityQueue<Action, (double Time, long Number)> events = new();
    private long numbers;

    internal SimulatedCluster(ScaleScenario scenario, ScaleRows rows, CountingFolder folder)
    {
        (this.scenario, this.rows, this.folder) = (scenario, rows, folder);
        random = new Random(scenario.Seed + 1);
        foreach (var node in Enumerable.Range(0, scenario.Workers).Reverse())
        {
            free.Push(new((int)((node + 1) * scenario.SlowNodes) > (int)(node * scenario.SlowNodes) ? scenario.Slowness : 1));
        }
    }

    /// <summary>Seconds since the job was submitted.</summary>
    internal double Now { get; private set; }

    /// <summary>Tasks that were started.</summary>
    internal int Started { get; private set; }

    /// <summary>Seconds of nodes that led to no row: starts, and rows that were lost.</summary>
    internal double Wasted { get; private set; }

    /// <inheritdoc/>
    public string Name => "the simulation";

    /// <inheritdoc/>
    public void Check()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<ShardSubmission> Submit(ShardFolder place, ShardManifest manifest, ImmutableArray<int> shards)
    {
        foreach (var shard in shards)
        {
            var task = tasks.TryGetValue(shard, out var known) ? known : tasks[shard] = new(shard, manifest.Shards[shard - 1]);
            Queue(task, -Math.Log(1 - random.NextDouble()) * scenario.QueueSeconds);
        }

        return [new($"{manifest.Submissions.Length + 1}", shards, DateTimeOffset.UnixEpoch.AddSeconds(Math.Round(Now)))];
    }

    /// <inheritdoc/>
    public ImmutableDictionary<int, ShardTaskState> StatesOf(ShardSubmission submission) =>
        submission.Shards.ToImmutableDictionary(shard => shard, shard => tasks[shard].State);

    /// <inheritdoc/>
    public string? Cancel(string job)
    {
        tasks.Clear();
        return null;
    }

    /// <summary>Lets time go by.</summary>
    internal void Advance(TimeSpan time)
    {
        var end = Now + time.TotalSeconds;
        while (events.TryPeek(out var happening, out var when) && when.Time <= end)
        {
            events.Dequeue();
            Now = when.Time;
            happening();
        }

        Now = end;
    }

    private void At(double seconds, Action happening) => events.Enqueue(happening, (Now + seconds, numbers++));

    private void Queue(SimulatedTask task, double seconds)
    {
        task.State = new("PENDING", ShardTaskStage.Waits);
        At(seconds, () =>
        {
            waiting.Enqueue(task);
            Dispatch();
        });
    }

    private void Dispatch()
    {
        while (free.Count > 0 && waiting.TryDequeue(out var task))
        {
            Start(task, free.Pop());
        }
    }

    private void Start(SimulatedTask task, SimulatedNode node)
    {
        (task.Node, task.State, task.Began) = (node, new("RUNNING", ShardTaskStage.Runs), Now);
        Started++;
        folder.BytesRead += scenario.ModelBytes + (node.HasImages ? 0 : scenario.ImageBytes) + (task.Done == 0 ? scenario.BaseBytes : 0);
        node.HasImages = true;
        folder.BytesWritten += task.Done == 0 ? scenario.BaseBytes : 0;
        folder.Flushes += task.Done == 0 ? ScaleCosts.FlushesOfFile : 0;
        var run = ++task.Try;
        At(-Math.Log(1 - random.NextDouble()) * scenario.NodeHours * 3600, () => Lose(task, run));
        At(scenario.TimeLimit, () => End(task, run, "TIMEOUT"));
        At(scenario.StartSeconds, () =>
        {
            if (task.Try == run)
            {
                Wasted += scenario.StartSeconds;
                Tell(task, ShardStatus.Running);
                Next(task, run);
            }
        });
    }

    private void Next(SimulatedTask task, int run)
    {
        if (task.Next is not { } row)
        {
            Tell(task, ShardStatus.Finished);
            Leave(task, new("COMPLETED", ShardTaskStage.Ended));
            return;
        }

        task.RowBegan = Now;
        var seconds = rows.SecondsOf(row) * task.Node!.Factor;
        if (random.NextDouble() < scenario.Crashes && task.Crashes(row))
        {
            At(seconds * random.NextDouble(), () => End(task, run, "FAILED"));
            return;
        }

        At(seconds, () =>
        {
            if (task.Try == run)
            {
                folder.BytesWritten += ScaleCosts.BytesOfRow;
                folder.Flushes += ScaleCosts.FlushesOfRow;
                folder.Reads += ScaleCosts.ReadsOfRow + (long)(seconds / ShardTask.LookEvery.TotalSeconds);
                task.Finish();
                Tell(task, ShardStatus.Running);
                Next(task, run);
            }
        });
    }

    /// <summary>The scheduler ends it, or it fails; the job has it run again.</summary>
    private void End(SimulatedTask task, int run, string word)
    {
        if (task.Try == run && task.Node is not null)
        {
            Lost(task);
            Leave(task, new(word, ShardTaskStage.Failed));
        }
    }

    /// <summary>Its node is gone; the scheduler runs it again itself.</summary>
    private void Lose(SimulatedTask task, int run)
    {
        if (task.Try != run || task.Node is not { } node)
        {
            return;
        }

        Lost(task);
        (task.Node, task.Try, node.HasImages) = (null, task.Try + 1, false);
        Queue(task, scenario.RequeueSeconds);
        At(scenario.RepairSeconds, () =>
        {
            free.Push(node);
            Dispatch();
        });
    }

    private void Lost(SimulatedTask task) => Wasted += Now - Math.Max(task.Began, task.RowBegan);

    private void Leave(SimulatedTask task, ShardTaskState state)
    {
        free.Push(task.Node!);
        (task.Node, task.State, task.Try) = (null, state, task.Try + 1);
        Dispatch();
    }

    private void Tell(SimulatedTask task, string state) => folder.Save(task.Shard, new(
        "node-0001:12345:0123456789abcdef0123456789abcdef", "node-0001", state, task.Done, "1.0.0",
        new string('0', 64), DateTimeOffset.UnixEpoch.AddSeconds(Math.Round(Now))));
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Tables;

namespace DepthCompress;

/// <summary>Work as a job of shards: dealt to tasks, submitted, waited for, and taken over.</summary>
internal sealed class ShardedWork
{
    private readonly Workflow workflow;
    private readonly IShardWork work;
    private readonly Settings settings;
    private readonly Session session;
    private readonly ShardFolder folder;

    internal ShardedWork(Workflow workflow, IShardWork work, Settings settings, Session session)
    {
        (this.workflow, this.work, this.settings, this.session) = (workflow, work, settings, session);
        folder = new ShardFolder(settings.Executor?.Job ?? DefaultFolder());
    }

    /// <summary>What decides what is found, and how many threads find it: settings without places and without who computes.</summary>
    internal static JsonObject Lasting(Settings settings) =>
        SettingsFile.ToJson(settings with { Schema = null, Tables = null, FailIf = null, Isolate = null, Executor = null });

    /// <summary>Submits what is missing, and waits for it where that is wished.</summary>
    /// <returns>Whether everything is there.</returns>
    /// <exception cref="DiagnosticException">A task failed for good, the rest was taken over; or nothing can be submitted.</exception>
    internal bool Run(ExecutorSettings place, bool waits)
    {
        if (work.IsComplete)
        {
            return true;
        }

        var executor = ShardExecutors.Create(place, session.Surroundings.Programs);
        executor.Check();
        folder.Create();
        var job = new ShardJob(folder, folder.HasJob ? Known() : Begin(place), executor, session);
        if (job.Manifest.Shards.IsEmpty)
        {
            return true;
        }

        var underWay = job.Submit();
        Tell(job, executor);
        if (!waits || !underWay)
        {
            if (session.IsJson)
            {
                WriteJson(job.Manifest);
            }

            return false;
        }

        try
        {
            session.WithProgress(progress => progress.Stage(work.Stage, steps =>
            {
                job.Wait(place.MostAttempts(), steps);
                return true;
            }));
        }
        finally
        {
            TakeOver(job, executor);
        }

        return true;
    }

    /// <summary>Takes over what tasks found that are not at work.</summary>
    /// <exception cref="DiagnosticException">DC2750: there is no job; DC4355: something is missing.</exception>
    internal void Collect()
    {
        var manifest = Known();
        var executor = ShardExecutors.Create((settings.Executor ?? new()) with { Kind = manifest.Executor }, session.Surroundings.Programs);
        var job = new ShardJob(folder, manifest, executor, session);
        TakeOver(job, executor);
        if (!job.Unfinished.IsEmpty)
        {
            throw DiagnosticCatalog.ShardsUnfinished.Error(
                folder.Path, job.Unfinished.Length, manifest.Shards.Length, job.Describe(job.StatesOrNone()));
        }
    }

    private void TakeOver(ShardJob job, IShardExecutor executor)
    {
        var states = job.StatesOrNone();
        var still = job.Unfinished.Where(shard => states is null || (states.TryGetValue(shard, out var state) && state.IsAlive));
        ImmutableArray<int> ready =
            [.. Enumerable.Range(1, job.Manifest.Shards.Length).Except(still).Where(shard => File.Exists(folder.TablesOf(shard)))];
        foreach (var shard in ready)
        {
            Check(job.Manifest, shard);
        }

        if (!ready.IsEmpty)
        {
            var taken = work.TakeOver(folder, job.Manifest, ready);
            session.Say($"{taken} {work.Finds} of {ready.Length} tasks of {executor.Name} were taken over");
        }
    }

    /// <summary>What a task says it worked on is what was submitted.</summary>
    private void Check(ShardManifest manifest, int shard)
    {
        if (folder.StatusOf(shard) is not { Digest.Length: > 0 } status)
        {
            return;
        }

        var why = status.Digest != manifest.Digest ? $"they are of the model {status.Digest}"
            : status.Tool != manifest.Tool ? $"they were found by version {status.Tool}, the job is of version {manifest.Tool}"
            : null;
        if (why is not null)
        {
            throw DiagnosticCatalog.ShardOfAnother.Error(folder.Path, shard, why);
        }
    }

    /// <summary>The job of the folder.</summary>
    private ShardManifest Known()
    {
        var manifest = folder.Read();
        if (manifest.Digest != workflow.Digest)
        {
            throw DiagnosticCatalog.ShardModelChanged.Error(workflow.Path, manifest.Digest, workflow.Digest);
        }

        var why = manifest.Command != work.Command ? $"it is one of '{manifest.Command}'"
            : !JsonNode.DeepEquals(manifest.Settings, work.Settings) ? "its settings are others"
            : manifest.Tool != ToolVersion.Text ? $"it is of version {manifest.Tool}, this is {ToolVersion.Text}"
            : null;
        return why is null ? manifest : throw DiagnosticCatalog.ShardJobOfAnother.Error(null, folder.Path, why);
    }

    /// <summary>Deals what is missing to shards, once what they begin with is there.</summary>
    private ShardManifest Begin(ExecutorSettings place)
    {
        // Opening the tables makes them where there are none.
        _ = workflow.Store;
        session.Files.Keeps(settings.Tables);
        session.Files.WritesInside("the tables that tasks begin with", folder.BaseTables);
        var pieces = work.Prepare(folder);
        var count = Math.Min(place.Tasks ?? work.TasksFor(pieces.Length), pieces.Length);
        File.Delete(folder.BaseTables);
        TableMerge.Run(folder.BaseTables, [settings.Tables!]);
        TableStore.Open(folder.BaseTables, new TableUse(IsShared: false)).Dispose();
        var manifest = new ShardManifest
        {
            Schema = ShardManifest.CurrentSchema,
            Tool = ToolVersion.Text,
            Command = work.Command,
            Model = Path.GetFullPath(workflow.Path),
            Digest = workflow.Digest,
            Directory = Environment.CurrentDirectory,
            Settings = work.Settings,
            Machine = workflow.Probe.Machine,
            Executor = place.Kind!,
            Shards = ShardDeal.Run(pieces, count),
        };
        folder.Save(manifest);
        return manifest;
    }

    private void Tell(ShardJob job, IShardExecutor executor)
    {
        var manifest = job.Manifest;
        var number = manifest.Submissions.LastOrDefault()?.Job;
        session.Say(number is null ? "there is no program to submit it with: do so by hand, and --collect later"
            : $"job {number} of {executor.Name}: {job.Describe(job.StatesOrNone())}");
        session.Say($"{manifest.Pieces} {work.Finds} in {manifest.Shards.Length} tasks, in {folder.Path}");
    }

    /// <summary>The one JSON object of a command that does not wait.</summary>
    private void WriteJson(ShardManifest manifest) => session.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/shard-job/1");
        json.WriteString("folder", folder.Path);
        json.WriteString("executor", manifest.Executor);
        json.WriteString("job", manifest.Submissions.LastOrDefault()?.Job);
        json.WriteNumber("tasks", manifest.Shards.Length);
        json.WriteNumber(work.Finds, manifest.Pieces);
        json.WriteEndObject();
    });

    private string DefaultFolder()
    {
        var text = string.Join('\n', [workflow.Digest, work.Settings.ToJsonString(), .. work.Wanted]);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
        var beside = Path.GetDirectoryName(Path.GetFullPath(settings.Tables!))!;
        return Path.Combine(beside, "jobs", $"{Path.GetFileNameWithoutExtension(workflow.Path)}-{name}");
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Tables;

namespace DepthCompress;

/// <summary>The importance table as a job of shards: what is dealt to tasks, and what becomes of their rows.</summary>
internal sealed class ShardedImportance
{
    private readonly Workflow workflow;
    private readonly ImportanceWork work;
    private readonly Settings settings;
    private readonly Session session;
    private readonly ShardFolder folder;

    internal ShardedImportance(Workflow workflow, ImportanceWork work, Settings settings, Session session)
    {
        (this.workflow, this.work, this.settings, this.session) = (workflow, work, settings, session);
        folder = new ShardFolder(settings.Executor?.Job ?? DefaultFolder());
    }

    /// <summary>The rows there are by now.</summary>
    internal ImmutableDictionary<Candidate, ImportanceRow> Rows =>
        work.Candidates.Distinct().Select(candidate => (candidate, Row: work.Source.Find(candidate)))
            .Where(pair => pair.Row is not null).ToImmutableDictionary(pair => pair.candidate, pair => pair.Row!);

    /// <summary>Submits what is missing, and waits for it where that is wished.</summary>
    /// <returns>Whether the table is complete.</returns>
    /// <exception cref="DiagnosticException">A task failed for good, the rest was taken over; or nothing can be submitted.</exception>
    internal bool Run(ExecutorSettings place, bool waits)
    {
        if (work.Candidates.All(candidate => work.Source.Find(candidate) is not null))
        {
            return true;
        }

        var executor = ShardExecutors.Create(place, session.Surroundings.Programs);
        executor.Check();
        folder.Create();
        var job = new ShardJob(folder, folder.HasJob ? Known() : Begin(place), executor, session);
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
            session.WithProgress(progress => progress.Stage("importance table", steps =>
            {
                job.Wait(place.MostAttempts(), steps);
                return true;
            }));
        }
        finally
        {
            Merge(job, executor);
        }

        return true;
    }

    /// <summary>Takes over the rows of tasks that are not at work.</summary>
    /// <exception cref="DiagnosticException">DC2750: there is no job; DC4355: rows are missing.</exception>
    internal void Collect()
    {
        var manifest = Known();
        var executor = ShardExecutors.Create((settings.Executor ?? new()) with { Kind = manifest.Executor }, session.Surroundings.Programs);
        var job = new ShardJob(folder, manifest, executor, session);
        Merge(job, executor);
        if (!job.Unfinished.IsEmpty)
        {
            throw DiagnosticCatalog.ShardsUnfinished.Error(
                folder.Path, job.Unfinished.Length, manifest.Shards.Length, job.Describe(job.States()));
        }
    }

    private void Merge(ShardJob job, IShardExecutor executor)
    {
        var states = job.States();
        var still = job.Unfinished.Where(shard => states.TryGetValue(shard, out var state) && state.IsAlive);
        ImmutableArray<int> ready =
            [.. Enumerable.Range(1, job.Manifest.Shards.Length).Except(still).Where(shard => File.Exists(folder.TablesOf(shard)))];
        foreach (var shard in ready)
        {
            Check(job.Manifest, shard);

            // A task that was killed in the middle of a row left a journal, which is rolled back by whoever opens the file to write.
            TableStore.Open(folder.TablesOf(shard), new TableUse(IsShared: false)).Dispose();
        }

        if (!ready.IsEmpty)
        {
            var merged = TableMerge.Run(settings.Tables!, [.. ready.Select(folder.TablesOf)]);
            var taken = merged.Sum(rows => rows.Added + rows.Replaced);
            session.Say($"{taken} rows of {ready.Length} tasks of {executor.Name} were taken into {settings.Tables}");
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

        var why = !JsonNode.DeepEquals(manifest.Settings, Said()) ? "its settings are others"
            : manifest.Tool != ToolVersion.Text ? $"it is of version {manifest.Tool}, this is {ToolVersion.Text}"
            : null;
        return why is null ? manifest : throw DiagnosticCatalog.ShardJobOfAnother.Error(null, folder.Path, why);
    }

    /// <summary>Deals the missing rows to shards, once what they are compared with is there: no task finds that again.</summary>
    private ShardManifest Begin(ExecutorSettings place)
    {
        ImmutableArray<Candidate> missing = [.. work.Candidates.Distinct().Where(candidate => work.Source.Find(candidate) is null)];
        var pieces = work.Source.Pieces(missing);
        session.WithProgress(progress => progress.Stage("what rows are compared with", steps =>
        {
            work.Source.Prepare(steps, session.Cancellation);
            return true;
        }));
        var count = Math.Min(place.TaskCount(), pieces.Length);
        File.Delete(folder.BaseTables);
        TableMerge.Run(folder.BaseTables, [settings.Tables!]);
        TableStore.Open(folder.BaseTables, new TableUse(IsShared: false)).Dispose();
        var manifest = new ShardManifest
        {
            Schema = ShardManifest.CurrentSchema,
            Tool = ToolVersion.Text,
            Model = Path.GetFullPath(workflow.Path),
            Digest = workflow.Digest,
            Directory = Environment.CurrentDirectory,
            Settings = Said(),
            Machine = workflow.Probe.Machine,
            Executor = place.Kind!,
            Shards = [.. Enumerable.Range(0, count).Select(shard =>
                pieces.Where((_, number) => number % count == shard).SelectMany(piece => piece.Select(TextOf)).ToImmutableArray())],
        };
        folder.Save(manifest);
        return manifest;
    }

    private void Tell(ShardJob job, IShardExecutor executor)
    {
        var manifest = job.Manifest;
        var number = manifest.Submissions.LastOrDefault()?.Job;
        session.Say(number is null ? "there is no program to submit it with: do so by hand, and --collect later"
            : $"job {number} of {executor.Name}: {job.Describe(job.States())}");
        session.Say($"{manifest.Rows} rows in {manifest.Shards.Length} tasks, in {folder.Path}");
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
        json.WriteNumber("rows", manifest.Rows);
        json.WriteEndObject();
    });

    private string DefaultFolder()
    {
        var text = string.Join('\n', [workflow.Digest, Said().ToJsonString(), .. work.Candidates.Select(TextOf)]);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
        var beside = Path.GetDirectoryName(Path.GetFullPath(settings.Tables!))!;
        return Path.Combine(beside, "jobs", $"{Path.GetFileNameWithoutExtension(workflow.Path)}-{name}");
    }

    private string TextOf(Candidate candidate) => CandidateText.Of(workflow.Chains[candidate.Chain], candidate);

    /// <summary>What decides the rows, and how many threads find them.</summary>
    private JsonObject Said() => SettingsFile.ToJson(settings with { Schema = null, Tables = null, FailIf = null, Isolate = null, Executor = null });
}

using System.Diagnostics;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// A task of a job, on whichever machine: does the work of one shard in files of its own. What an earlier try of the task left there is not
/// done again, and one that is still at work after its machine was given up stops at its next piece.
/// </summary>
internal sealed class ShardTask(ShardFolder folder, int shard, Session session)
{
    /// <summary>
    /// How often a task that is in the middle of a row looks whether another one has its shard: a thousand trainings that look with every report
    /// ask the server of the folder thousands of times in a second.
    /// </summary>
    internal static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly ShardManifest manifest = folder.Read();
    private TimeSpan lookedAt;
    private ShardStatus status = new(
        $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}", Environment.MachineName, ShardStatus.Running,
        folder.StatusOf(shard)?.Done ?? 0, ToolVersion.Text, "", DateTimeOffset.UtcNow);

    /// <summary>Works until all pieces are there.</summary>
    internal ExitCode Run()
    {
        if (shard < 1 || shard > manifest.Shards.Length)
        {
            throw SettingValues.Bad(ShardCommand.Task, $"{shard}", $"the job has tasks 1 to {manifest.Shards.Length}");
        }

        if (folder.StatusOf(shard) is { State: ShardStatus.Finished, Done: var pieces })
        {
            session.Say($"task {shard}: its {pieces} {Finds} are there");
            return ExitCode.Done;
        }

        folder.Save(shard, status);
        try
        {
            Work();
            return ExitCode.Done;
        }
        catch (DiagnosticException problem) when (problem.Diagnostic.Descriptor != DiagnosticCatalog.ShardTakenOver)
        {
            Tell(status with { State = ShardStatus.Failed, Error = $"{problem.Diagnostic.Descriptor.Code}: {problem.Message}" });
            throw;
        }
    }

    /// <summary>What it finds, in the plural.</summary>
    internal string Finds => manifest.Command == ImportanceShards.Name ? "rows" : "results";

    /// <summary>The pieces that are wanted of this task, by their texts.</summary>
    internal ImmutableArray<string> Wanted => manifest.Shards[shard - 1];

    /// <summary>The job.</summary>
    internal ShardManifest Manifest => manifest;

    /// <summary>The folder of the job.</summary>
    internal ShardFolder Folder => folder;

    /// <summary>Its number.</summary>
    internal int Shard => shard;

    /// <summary>Says how many of the wanted pieces are durable.</summary>
    /// <exception cref="DiagnosticException">DC4356: another task has the shard.</exception>
    internal void Found(int pieces) => Tell(status with { Done = pieces });

    /// <summary>
    /// A scheduler that lost sight of a machine starts its task elsewhere, while the first may still be at work: the later one goes on.
    /// </summary>
    /// <exception cref="DiagnosticException">DC4356: another task has the shard.</exception>
    internal void KeepOwning()
    {
        if (folder.StatusOf(shard) is { } other && other.Owner != status.Owner)
        {
            throw DiagnosticCatalog.ShardTakenOver.Error(folder.Path, shard, other.Host);
        }
    }

    /// <summary>The same, but not more often than it is worth.</summary>
    /// <exception cref="DiagnosticException">DC4356: another task has the shard.</exception>
    internal void KeepOwningNowAndThen()
    {
        if (clock.Elapsed - lookedAt >= LookEvery)
        {
            lookedAt = clock.Elapsed;
            KeepOwning();
        }
    }

    private void Work()
    {
        if (manifest.Tool != ToolVersion.Text)
        {
            throw DiagnosticCatalog.ShardOfAnother.Error(
                folder.Path, shard, $"they would be found by version {ToolVersion.Text}, the job is of version {manifest.Tool}");
        }

        var tables = folder.TablesOf(shard);
        CopyOnce(folder.BaseTables, tables);
        var settings = SettingsFile.Of(manifest.Settings, folder.ManifestFile).Over(Settings.Defaults) with { Tables = tables };
        var alone = Alone();
        using var workflow = new Workflow(manifest.Model, settings, alone);
        status = status with { Digest = workflow.Digest };
        if (workflow.Digest != manifest.Digest)
        {
            throw DiagnosticCatalog.ShardModelChanged.Error(manifest.Model, manifest.Digest, workflow.Digest);
        }

        switch (manifest.Command)
        {
            case ImportanceShards.Name:
                new ImportanceTask(this, workflow, alone).Run();
                break;
            case ComparisonShards.Name:
                new ComparisonTask(this, workflow, alone).Run();
                break;
            default:
                throw DiagnosticCatalog.ShardFolderUnreadable.Error(folder.ManifestFile, $"it holds work of '{manifest.Command}'");
        }

        Tell(status with { State = ShardStatus.Finished });
        session.Say($"task {shard}: done");
    }

    /// <summary>The same session, but that tables have one writer and results are those that the submitter wants.</summary>
    private Session Alone() => new(session.Output, session.Error, session.Surroundings with
    {
        Tables = session.Surroundings.Tables with { IsShared = false },
        Probe = (_, _) => new RecordedMachine(manifest.Machine),
    })
    { Verbosity = session.Verbosity };

    private void Tell(ShardStatus now)
    {
        KeepOwning();
        status = now with { At = DateTimeOffset.UtcNow };
        folder.Save(shard, status);
    }

    private static void CopyOnce(string source, string target)
    {
        if (!File.Exists(target))
        {
            AtomicFile.Write(target, true, stream =>
            {
                using var tables = PlainFile.OpenRead(source);
                tables.CopyTo(stream);
            });
        }
    }
}

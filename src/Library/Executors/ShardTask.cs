using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>
/// A task of a job, on whichever machine: finds the rows of one shard in a table file of its own. Rows that an earlier try of the task left
/// there are not found again, and one that is still at work after its machine was given up stops at its next row.
/// </summary>
internal sealed class ShardTask(ShardFolder folder, int shard, Session session)
{
    private readonly ShardManifest manifest = folder.Read();
    private ShardStatus status = new(
        $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}", Environment.MachineName, ShardStatus.Running,
        folder.StatusOf(shard)?.Done ?? 0, ToolVersion.Text, "", DateTimeOffset.UtcNow);

    /// <summary>Works until all rows are there.</summary>
    internal ExitCode Run()
    {
        if (shard < 1 || shard > manifest.Shards.Length)
        {
            throw SettingValues.Bad(ShardCommand.Task, $"{shard}", $"the job has tasks 1 to {manifest.Shards.Length}");
        }

        if (folder.StatusOf(shard) is { State: ShardStatus.Finished, Done: var rows })
        {
            session.Say($"task {shard}: its {rows} rows are there");
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
        using var workflow = new Workflow(manifest.Model, settings, Alone());
        status = status with { Digest = workflow.Digest };
        if (workflow.Digest != manifest.Digest)
        {
            throw DiagnosticCatalog.ShardModelChanged.Error(manifest.Model, manifest.Digest, workflow.Digest);
        }

        Work(workflow, new ImportanceWork(workflow));
    }

    private void Work(Workflow workflow, ImportanceWork work)
    {
        var wanted = manifest.Shards[shard - 1].ToHashSet(StringComparer.Ordinal);
        ImmutableArray<Candidate> mine = [.. work.Candidates.Distinct().Where(candidate => wanted.Contains(TextOf(candidate)))];
        if (mine.Length != wanted.Count)
        {
            throw DiagnosticCatalog.ShardOfAnother.Error(
                folder.Path, shard, $"{wanted.Count} rows are wanted, of which this machine finds {mine.Length} in the model");
        }

        var watch = new DirectProgress<RunProgress>(_ => KeepOwning());
        session.Say($"task {shard}: {Found()} of {mine.Length} rows are there");
        foreach (var piece in work.Source.Pieces(mine))
        {
            KeepOwning();
            work.Source.Run(piece, watch, session.Cancellation);
            Tell(status with { Done = Found() });
        }

        Tell(status with { State = ShardStatus.Finished });
        session.Say($"task {shard}: done");

        int Found() => mine.Count(candidate => work.Source.Find(candidate) is not null);
        string TextOf(Candidate candidate) => CandidateText.Of(workflow.Chains[candidate.Chain], candidate);
    }

    /// <summary>The same session, but that tables have one writer and rows are those that the submitter wants.</summary>
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

    /// <summary>
    /// A scheduler that lost sight of a machine starts its task elsewhere, while the first may still be at work: the later one goes on.
    /// </summary>
    private void KeepOwning()
    {
        if (folder.StatusOf(shard) is { } other && other.Owner != status.Owner)
        {
            throw DiagnosticCatalog.ShardTakenOver.Error(folder.Path, shard, other.Host);
        }
    }

    private static void CopyOnce(string source, string target)
    {
        if (!File.Exists(target))
        {
            AtomicFile.Write(target, true, stream =>
            {
                using var tables = File.OpenRead(source);
                tables.CopyTo(stream);
            });
        }
    }
}

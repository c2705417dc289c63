using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>The rows of one shard of an importance table, each durable before the next begins.</summary>
internal sealed class ImportanceTask(ShardTask task, Workflow workflow, Session session)
{
    /// <summary>Finds those that are missing.</summary>
    internal void Run()
    {
        var work = new ImportanceWork(workflow);
        var wanted = task.Wanted.ToHashSet(StringComparer.Ordinal);
        ImmutableArray<Candidate> mine = [.. work.Candidates.Distinct().Where(candidate => wanted.Contains(TextOf(candidate)))];
        if (mine.Length != wanted.Count)
        {
            throw DiagnosticCatalog.ShardOfAnother.Error(
                task.Folder.Path, task.Shard, $"{wanted.Count} rows are wanted, of which this machine finds {mine.Length} in the model");
        }

        var watch = new DirectProgress<RunProgress>(_ => task.KeepOwningNowAndThen());
        session.Say($"task {task.Shard}: {Found()} of {mine.Length} rows are there");
        foreach (var piece in work.Source.Pieces(mine))
        {
            task.KeepOwning();
            work.Source.Run(piece, watch, session.Cancellation);
            task.Found(Found());
        }

        int Found() => mine.Count(candidate => work.Source.Find(candidate) is not null);
    }

    private string TextOf(Candidate candidate) => CandidateText.Of(workflow.Chains[candidate.Chain], candidate);
}

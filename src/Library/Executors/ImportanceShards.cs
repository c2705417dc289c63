using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Tables;

namespace DepthCompress;

/// <summary>The importance table as work of tasks: rows are dealt, and merged in the end.</summary>
internal sealed class ImportanceShards(Workflow workflow, ImportanceWork work, Settings settings, Session session) : IShardWork
{
    /// <summary>The command.</summary>
    internal const string Name = "importance";

    /// <inheritdoc/>
    public string Command => Name;

    /// <inheritdoc/>
    public string Stage => "importance table";

    /// <inheritdoc/>
    public string Finds => "rows";

    /// <inheritdoc/>
    public JsonObject Settings => ShardedWork.Lasting(settings);

    /// <inheritdoc/>
    public ImmutableArray<string> Wanted => [.. work.Candidates.Select(TextOf)];

    /// <inheritdoc/>
    public bool IsComplete => work.Candidates.All(candidate => work.Source.Find(candidate) is not null);

    /// <summary>The rows there are by now.</summary>
    internal ImmutableDictionary<Candidate, ImportanceRow> Rows =>
        work.Candidates.Distinct().Select(candidate => (candidate, Row: work.Source.Find(candidate)))
            .Where(pair => pair.Row is not null).ToImmutableDictionary(pair => pair.candidate, pair => pair.Row!);

    /// <inheritdoc/>
    public int TasksFor(int pieces) => ExecutorValues.DefaultTasks;

    /// <summary>What rows are compared with is found once: no task finds it again.</summary>
    public ImmutableArray<ImmutableArray<string>> Prepare(ShardFolder folder)
    {
        ImmutableArray<Candidate> missing = [.. work.Candidates.Distinct().Where(candidate => work.Source.Find(candidate) is null)];
        var pieces = work.Source.Pieces(missing);
        session.WithProgress(progress => progress.Stage("what rows are compared with", steps =>
        {
            work.Source.Prepare(steps, session.Cancellation);
            return true;
        }));
        return [.. pieces.Select(piece => piece.Select(TextOf).ToImmutableArray())];
    }

    /// <inheritdoc/>
    public int TakeOver(ShardFolder folder, ShardManifest manifest, ImmutableArray<int> shards)
    {
        foreach (var shard in shards)
        {
            // A task that was killed in the middle of a row left a journal, which is rolled back by whoever opens the file to write.
            TableStore.Open(folder.TablesOf(shard), new TableUse(IsShared: false)).Dispose();
        }

        return TableMerge.Run(settings.Tables!, [.. shards.Select(folder.TablesOf)]).Sum(rows => rows.Added + rows.Replaced);
    }

    private string TextOf(Candidate candidate) => CandidateText.Of(workflow.Chains[candidate.Chain], candidate);
}

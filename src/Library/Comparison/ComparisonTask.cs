using System.Diagnostics;
using System.Globalization;

namespace DepthCompress;

/// <summary>
/// The pairs of one shard of a comparison: their plans were decided on the machine that is planned for, here weights are solved for and trained.
/// </summary>
internal sealed class ComparisonTask(ShardTask task, Workflow workflow, Session session)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly ComparisonFolder folder = FolderOf(task.Folder, task.Shard);
    private readonly Stopwatch sinceLook = Stopwatch.StartNew();

    /// <summary>Where the task of a shard leaves its results.</summary>
    internal static ComparisonFolder FolderOf(ShardFolder folder, int shard) =>
        new(folder[string.Create(CultureInfo.InvariantCulture, $"results-{shard:0000}")]);

    /// <summary>Makes the results that are missing.</summary>
    internal void Run()
    {
        var attempts = new ComparisonAttempts(new ComparisonTrial(workflow, folder, session) { Watch = KeepOwning }, folder, session) { IsTask = true };
        ImmutableArray<ComparisonDecision> decisions = [.. task.Wanted.Select(name => ComparisonDecision.Read(task.Folder, name))];
        session.Say($"task {task.Shard}: {decisions.Count(IsThere)} of {decisions.Length} results are there");
        foreach (var decision in decisions.Where(decision => !IsThere(decision)))
        {
            task.KeepOwning();
            attempts.Finish(PairOf(decision), decision.Identity, null, decision);
            task.Found(decisions.Count(IsThere));
        }
    }

    /// <summary>A failure of the method is a result, too: it would fail again.</summary>
    private bool IsThere(ComparisonDecision decision) => folder.Last(PairOf(decision), decision.Identity) is not null;

    private ComparisonPair PairOf(ComparisonDecision decision) =>
        ComparisonPair.Of(decision.Method, decision.TargetSpeedup, workflow.Settings);

    /// <summary>Training tells of every step, and a shared folder need not be asked that often.</summary>
    private void KeepOwning()
    {
        if (sinceLook.Elapsed >= Pause)
        {
            task.KeepOwning();
            sinceLook.Restart();
        }
    }
}

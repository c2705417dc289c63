using DepthCompress.GraphIR;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool;

/// <summary>Which entries of the importance table a model needs.</summary>
internal static class ImportanceWork
{
    /// <summary>
    /// The candidates that save time, where the latency table is complete, since no plan takes any other; all of them where it is not.
    /// </summary>
    internal static ImmutableArray<Candidate> Promising(Workflow workflow)
    {
        var profiler = workflow.Profiler;
        if (profiler.Count(workflow.Candidates).Missing > 0 || WholeIsMissing(workflow))
        {
            return workflow.Candidates;
        }

        var latency = profiler.Run(workflow.Candidates);
        return [.. workflow.Candidates.Where(candidate => latency.Saved.GetValueOrDefault(candidate) > 0)];
    }

    /// <summary>How many of them the store lacks.</summary>
    internal static int MissingOf(Workflow workflow)
    {
        var estimator = new ImportanceEstimator(workflow.Executor, workflow.Store, workflow.ImportanceRequest);
        return Promising(workflow).Count(candidate => workflow.Store.Find(estimator.KeyOf(candidate)) is null);
    }

    private static bool WholeIsMissing(Workflow workflow) =>
        workflow.Store.Find(new LatencyKey(GraphSignature.Of(workflow.Network, workflow.Inputs), workflow.Probe.Machine)) is null;
}

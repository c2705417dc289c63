using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>A plan of layers, realized without training.</summary>
internal sealed class ApplyRun(Session session, Workflow workflow, CompressionPlan plan)
{
    /// <summary>The file of the plan, for messages.</summary>
    public required string File { get; init; }

    /// <summary>Whether the plan may be that of another model.</summary>
    public bool ForcesPlan { get; init; }

    /// <summary>The result.</summary>
    internal Model Realized { get; private set; } = workflow.Model;

    /// <summary>What was proved about it.</summary>
    internal ImmutableArray<(string Check, bool Passed, string Finding)> Checks { get; private set; } = [];

    /// <summary>Whether all of that holds.</summary>
    internal bool IsVerified => Checks.All(check => check.Passed);

    /// <summary>Solves, and proves.</summary>
    /// <exception cref="DiagnosticException">The plan is that of another model, or names what this one lacks.</exception>
    internal void Run()
    {
        var candidates = workflow.CandidatesOf(plan, File, ForcesPlan);
        (var graph, Checks) = new PlanRealization(workflow, session).Run(candidates);
        Realized = workflow.Model with { Graph = graph };
    }

    /// <summary>How it is written.</summary>
    internal OnnxWriteOptions WriteOptions(bool force) =>
        CompressionRun.WriteOptions("apply", workflow.Digest, plan with { Configuration = workflow.Settings.ToJson() }, force);
}

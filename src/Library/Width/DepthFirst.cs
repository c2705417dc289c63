using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Relax;

namespace DepthCompress;

/// <summary>The network that is narrowed: the normalized model, or what a plan of segments makes of it.</summary>
/// <remarks>
/// Depth comes before width: channels between layers that are merged cost nothing, and kernels that are merged after they were pruned are
/// dense again. So composed segments are merged as well, not trained in parts.
/// </remarks>
internal static class DepthFirst
{
    /// <summary>The model, its batch normalization in it, since statistics are to be estimated anew.</summary>
    /// <param name="workflow">The model and its images.</param>
    /// <param name="session">Takes the findings.</param>
    /// <param name="restores">Whether normalization is put in where there is none at all, for the sake of training.</param>
    internal static Graph Normalized(Workflow workflow, Session session, bool restores)
    {
        var context = new PassContext(session.Diagnostics, workflow.Solver, session.Cancellation);
        var graph = Pipelines.Normalize.Run(workflow.Model.Graph, context);
        return restores && !graph.Nodes.Any(node => node.Op is BatchNormalization) ? Restored(graph, workflow, context) : graph;
    }

    /// <summary>What a plan makes of the model, solved for on its images as <c>apply</c> does, normalization put back.</summary>
    /// <param name="workflow">The model and its images.</param>
    /// <param name="session">Shows the progress.</param>
    /// <param name="settings">How convolutions are solved for.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="file">Named in errors.</param>
    /// <param name="isForced">Whether it may be that of another model.</param>
    /// <exception cref="DiagnosticException">The plan does not fit.</exception>
    internal static Graph Realized(Workflow workflow, Session session, Settings settings, CompressionPlan plan, string file, bool isForced)
    {
        var candidates = workflow.CandidatesOf(plan, file, isForced);
        var context = new PassContext(session.Diagnostics, workflow.Solver, session.Cancellation);
        var realized = session.WithProgress(progress => progress.Stage("refit", rows => new PlanRealizer(workflow.Solver, settings.Fit())
            .Realize(workflow.Network, workflow.Chains, candidates, workflow.Data.Refit, rows, session.Cancellation)));
        return Restored(realized, workflow, context);
    }

    /// <summary>A plan as another plan carries it along.</summary>
    internal static JsonObject ToJson(CompressionPlan plan) => JsonNode.Parse(Passes.Planning.PlanFile.Format(plan))!.AsObject();

    private static Graph Restored(Graph graph, Workflow workflow, PassContext context) =>
        graph.Nodes.Any(node => node.Op is GroupNormalization or InstanceNormalization or LayerNormalization)
            ? graph
            : new RestoreNormalization { Calibration = workflow.Data.Refit }.Apply(graph, context);
}

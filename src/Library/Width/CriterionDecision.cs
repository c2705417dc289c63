using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Training;

namespace DepthCompress;

/// <summary>Decides by ranking channels.</summary>
internal sealed class CriterionDecision(Workflow workflow, Session session, Settings settings)
{
    /// <summary>The channels of a network; told is what must keep them.</summary>
    internal ChannelGroups Groups(Graph graph)
    {
        var groups = ChannelGroups.Of(graph);
        foreach (var group in groups.Groups.Where(group => group.WhyPinned is not null))
        {
            session.Diagnostics.Report(DiagnosticCatalog.ChannelsPinned.At(group.Name, group.WhyPinned));
        }

        return groups;
    }

    /// <summary>Ranks, and chooses.</summary>
    /// <exception cref="DiagnosticException">DC3301 to DC3303.</exception>
    internal KeptChannels Choose(Graph graph, PruneOptions options)
    {
        var groups = Groups(graph);
        var scores = session.WithProgress(progress => progress.Stage("rank", _ => Scores(groups, options.Method)));
        return new WidthChoice(groups, scores, options.Target with { UnknownExtent = workflow.OpenExtent }).Choose();
    }

    /// <summary>Whole channels removed.</summary>
    internal SlicedNarrowing Narrow(KeptChannels kept, WidthPlan plan) =>
        new(kept, new PassContext(session.Diagnostics, workflow.Executor, session.Cancellation)) { Plan = plan, Whole = kept.Groups.Graph };

    private double[] Scores(ChannelGroups groups, string method) => method switch
    {
        "l1" => ChannelScores.Magnitude(groups, 1),
        "l2" => ChannelScores.Magnitude(groups, 2),
        "bn" => groups.Graph.Nodes.Any(node => node.Op is BatchNormalization)
            ? ChannelScores.Normalization(groups)
            : throw DiagnosticCatalog.NoScales.Error(null),
        "taylor" => ChannelScores.Taylor(groups, new TorchGradients().Of(
            groups.Graph, ChannelScores.Readers(groups), workflow.Data.Calibration, session.Cancellation)),
        _ => ChannelScores.Random(groups, settings.Seed!.Value),
    };
}

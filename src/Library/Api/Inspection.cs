using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>What a network consists of, and where it could be made shallower.</summary>
public sealed record Inspection
{
    /// <summary>The opset of its file.</summary>
    public required int Opset { get; init; }

    /// <summary>The network as it is.</summary>
    public required NetworkSize Original { get; init; }

    /// <summary>The network without what is free to remove; chains and layers are those of this one.</summary>
    public required NetworkSize Optimized { get; init; }

    /// <summary>Names and types of its inputs.</summary>
    public required ImmutableArray<NetworkValue> Inputs { get; init; }

    /// <summary>Names and types of its outputs.</summary>
    public required ImmutableArray<NetworkValue> Outputs { get; init; }

    /// <summary>Layers in a row that may be merged with each other.</summary>
    public required ImmutableArray<InspectedChain> Chains { get; init; }

    /// <summary>How many candidates there are of each family; empty where nothing can be merged.</summary>
    public required ImmutableSortedDictionary<string, int> Candidates { get; init; }

    /// <summary>What was found on the way.</summary>
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }

    internal static Inspection Of(Workflow workflow, Session session)
    {
        var graph = workflow.Network;
        var candidates = workflow.HasCandidates ? workflow.Candidates : [];
        return new Inspection
        {
            Opset = workflow.Model.Shell.Opset,
            Original = NetworkSize.Of(Report.NetworkFacts.Of(workflow.Model.Graph, workflow.Bytes)),
            Optimized = NetworkSize.Of(Report.NetworkFacts.Of(graph)),
            Inputs = [.. graph.Inputs.Select(input => new NetworkValue(graph.NameOf(input), graph.TypeOf(input)?.ToString()))],
            Outputs = [.. graph.Outputs.Select(output => new NetworkValue(output.Name, graph.TypeOf(output.Value)?.ToString()))],
            Chains = [.. workflow.Chains.Select(chain => InspectedChain.Of(graph, chain))],
            Candidates = candidates.GroupBy(candidate => candidate.Family)
                .ToImmutableSortedDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal),
            Diagnostics = session.Diagnostics.All,
        };
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>Candidates by the names of their layer sites: <c>fit 3x3 /layer1.0/conv1 .. /layer1.2/conv2</c>.</summary>
public static class CandidateText
{
    /// <summary>The text of a candidate; equal texts, equal candidates of one model.</summary>
    public static string Of(LayerChain chain, Candidate candidate)
    {
        var segment = candidate.Segment;
        var span = $"{chain.Sites[segment.Start].Name} .. {chain.Sites[segment.End - 1].Name}";
        return candidate switch
        {
            Candidate.Fit fit => $"fit {string.Join('x', fit.KernelShape)} {span}",
            Candidate.Rank rank => $"rank {rank.Channels} {string.Join('x', rank.KernelShape)} {span}",
            Candidate.Thin thin => $"thin {thin.Channels} {span}",
            Candidate.Absorb absorb => $"absorb {span} keeping {chain.Sites[absorb.Kept.Start].Name}",
            Candidate.Compose compose => $"compose {span}{Without(chain, compose.Pruned)}{Ending(compose.End)}",
            _ => $"{candidate.Family} {span}",
        };
    }

    private static string Without(LayerChain chain, Dims pruned) =>
        pruned.Count == 0 ? "" : $" without {string.Join(", ", pruned.Select(index => chain.Sites[index - 1].Name))}";

    private static string Ending(EndActivation end) => end switch
    {
        EndActivation.Added => ", activated",
        EndActivation.Relu6 => ", activated by relu6",
        EndActivation.Dropped => ", linear",
        _ => "",
    };
}

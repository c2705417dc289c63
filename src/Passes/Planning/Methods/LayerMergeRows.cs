using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Planning;

/// <summary>Which rows LayerMerge's tables have for a chain.</summary>
internal static class LayerMergeRows
{
    /// <summary>
    /// The published table of a chain: a segment of several sites ends with an activation, a single site stays as it is; one behind an
    /// enlargement may vanish.
    /// </summary>
    internal static ImmutableArray<LayerMergeRow> Of(Graph graph, LayerChain chain, int index, MethodOptions options)
    {
        var convolutions = chain.Sites.Select(site => SegmentRules.ConvolutionOf(graph, chain, site)).ToImmutableArray();
        var table = ImmutableArray.CreateBuilder<LayerMergeRow>();
        foreach (var segment in SegmentRules.Of(graph, chain, onlyPublished: true).Legal)
        {
            var sites = convolutions[segment.Start..segment.End];
            if (sites is [null])
            {
                table.Add(new LayerMergeRow(segment, new KernelOption(0, 1, false, [segment.End]), new Candidate.Keep(index, segment)));
                continue;
            }

            ImmutableArray<ChainConvolution> run = [.. sites.OfType<ChainConvolution>()];
            var mayVanish = run is [{ IsIrreducible: false }] && graph.ProducerOf(chain.InputOf(segment)) is { Op: Resize };
            foreach (var option in KernelOptions.Enumerate(run, mayVanish, options.Fidelity))
            {
                if (CandidateFor(graph, chain, index, segment, option, options) is { } candidate)
                {
                    table.Add(new LayerMergeRow(segment, option, candidate));
                }
            }
        }

        return table.ToImmutable();
    }

    private static Candidate? CandidateFor(
        Graph graph, LayerChain chain, int index, Segment segment, KernelOption option, MethodOptions options)
    {
        if (segment.Length == 1)
        {
            return option.Kept.IsEmpty ? new Candidate.Identity(index, segment) : new Candidate.Keep(index, segment);
        }

        var rank = ((Conv)chain.Sites[segment.Start].Conv!.Op).Window.Rank;
        return MergedWork.IsWithin(graph, chain, segment, Math.Pow(option.Kernel, rank), option.Depthwise, options)
            ? Merged(graph, chain, index, segment, option.Kept)
            : null;
    }

    /// <summary>The composition of those sites of a segment that are kept; it ends with an activation if it can.</summary>
    internal static Candidate Merged(Graph graph, LayerChain chain, int index, Segment segment, ImmutableArray<int> kept) =>
        new Candidate.Compose(index, segment, Pruned(segment, kept))
        {
            End = AddedActivation.IsPossible(graph, chain, segment.End) ? EndActivation.Added : EndActivation.Kept,
        };

    private static Dims Pruned(Segment segment, ImmutableArray<int> kept) =>
        Dims.Create([.. Enumerable.Range(segment.Start + 1, segment.Length).Where(site => !kept.Contains(site))]);
}

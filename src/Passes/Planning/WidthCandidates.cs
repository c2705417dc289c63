using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Planning;

/// <summary>Narrower realizations of segments, which the solver weighs against shorter ones.</summary>
internal sealed class WidthCandidates(Graph graph, CandidateOptions options)
{
    /// <summary>The most layer sites that a pair stands for where segments are merged anyway.</summary>
    private const int LongestRanked = 6;

    /// <summary>The pairs of low rank for a segment with some multiply-accumulates.</summary>
    public IEnumerable<Candidate> Ranked(int index, LayerChain chain, Segment segment, long work)
    {
        if (RankedSegment.Of(graph, chain, segment) is not { } place)
        {
            yield break;
        }

        var geometry = place.Geometry;
        foreach (var kernel in KernelsFor(chain, segment, geometry))
        {
            foreach (var channels in Counts(Math.Min(geometry.InputChannels, geometry.OutputChannels)))
            {
                var candidate = new Candidate.Rank(index, segment, kernel, channels);
                if ((long)geometry.InputChannels * kernel.Product <= options.MostFeatures && CandidateCheck.WhyNot(graph, chain, candidate) is null
                    && Work(place, candidate) is var mine && mine <= work * options.MostWork && mine < FullWork(place, kernel))
                {
                    yield return candidate;
                }
            }
        }
    }

    /// <summary>The narrower paths through a segment.</summary>
    public IEnumerable<Candidate> Thinned(int index, LayerChain chain, Segment segment)
    {
        if (ThinnedPath.Of(graph, chain, segment) is not { } path
            || path.Channels * ((Conv)path.Last.Conv!.Op).Window.KernelShape.Product > options.MostFeatures)
        {
            yield break;
        }

        foreach (var channels in Counts(path.Channels))
        {
            yield return new Candidate.Thin(index, segment, channels);
        }
    }

    /// <summary>
    /// A single convolution keeps its kernel, a residual block has any but 1x1, which sees too little. Longer segments have one, and only where
    /// they may be merged at all: a narrower merge is one of <c>fit</c>'s.
    /// </summary>
    private IEnumerable<Dims> KernelsFor(LayerChain chain, Segment segment, SegmentGeometry geometry)
    {
        if (segment.Length == 1 && chain.Sites[segment.Start].Conv is { Op: Conv { Groups: 1 } conv })
        {
            return [conv.Window.KernelShape];
        }

        var kernels = options.Kernels.Where(kernel => kernel > 1).Order().Select(kernel => Dims.Repeat(kernel, geometry.Strides.Count))
            .Where(shape => !shape.Zip(geometry.Reach).Any(pair => pair.First > pair.Second + (pair.Second == 1 ? 0 : 2)));
        return chain.SpansOf(segment).Any(span => span.Start == segment.Start && span.End == segment.End) ? kernels
            : segment.Length <= LongestRanked && options.Families.Contains("fit") ? kernels.Take(1)
            : [];
    }

    /// <summary>The wanted parts of some channels, or numbers, as multiples of the alignment below all of them.</summary>
    private IEnumerable<int> Counts(int channels) => options.Ranks
        .Select(rank => rank < 1 ? rank * channels : rank)
        .Select(count => Math.Max(1, (int)Math.Round(count / options.RankAlign, MidpointRounding.AwayFromZero)) * options.RankAlign)
        .Where(count => count < channels).Distinct().Order();

    private long Work(RankedSegment place, Candidate.Rank candidate) =>
        Positions(place) * candidate.Channels * (((long)place.Geometry.InputChannels * candidate.KernelShape.Product) + place.Geometry.OutputChannels);

    private long FullWork(RankedSegment place, Dims kernel) =>
        Positions(place) * place.Geometry.InputChannels * place.Geometry.OutputChannels * kernel.Product;

    private long Positions(RankedSegment place) =>
        graph.TypeOf(place.Target)!.Shape[2..].ToDims(1).Aggregate(1L, (product, size) => product * size);
}

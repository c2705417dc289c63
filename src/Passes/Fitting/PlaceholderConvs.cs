using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>Convolutions of the right size with arbitrary well-scaled weights: enough to measure a latency, and where refitting starts from.</summary>
public static class PlaceholderConvs
{
    /// <summary>A realization whose numbers mean nothing yet. Weights are seeded, uniform, of variance 1 / inputs (no denormal numbers, which would be slow).</summary>
    public static Realization For(Graph graph, ImmutableArray<LayerChain> chains, Candidate candidate)
    {
        var chain = chains[candidate.Chain];
        return candidate switch
        {
            Candidate.Fit fit => new Realization(fit, [Of(graph, chain, fit.Segment, fit.KernelShape)]),
            Candidate.Absorb absorb => new Realization(
                absorb, [Of(graph, chain, new Segment(absorb.Kept.End - 1, absorb.Kept.End), ((Conv)chain.Sites[absorb.Kept.End - 1].Conv!.Op).Window.KernelShape)]),
            Candidate.Rank rank => new Realization(rank, Pair(graph, RankedSegment.Of(graph, chain, rank.Segment)!, rank)),
            Candidate.Thin thin => Thinned(graph, chain, thin),
            Candidate.Compose => throw new CompilerBugException("a composition has weights of its own"),
            _ => new Realization(candidate, []),
        };
    }

    private static FittedConv Of(Graph graph, LayerChain chain, Segment segment, Dims kernelShape)
    {
        var geometry = SegmentGeometry.Of(graph, chain, segment)!;
        var element = graph.TypeOf(chain.TailOf(segment).Linear)!.Element;
        var weight = Weight([geometry.OutputChannels, geometry.InputChannels, .. kernelShape], element);
        return new FittedConv(geometry.WindowFor(kernelShape)!, weight, Tensor.Zeros(element, [geometry.OutputChannels]), double.NaN);
    }

    private static ImmutableArray<FittedConv> Pair(Graph graph, RankedSegment place, Candidate.Rank rank)
    {
        var (geometry, element) = (place.Geometry, graph.TypeOf(place.Target)!.Element);
        return LowRankPair.Of(
            geometry.WindowFor(rank.KernelShape)!,
            Weight([rank.Channels, geometry.InputChannels, .. rank.KernelShape], element),
            Weight([geometry.OutputChannels, rank.Channels, .. Dims.Repeat(1, geometry.Strides.Count)], element),
            Tensor.Zeros(element, [geometry.OutputChannels]),
            double.NaN);
    }

    /// <summary>The first channels stay; which ones they are makes no difference to a latency.</summary>
    private static Realization Thinned(Graph graph, LayerChain chain, Candidate.Thin thin)
    {
        var path = ThinnedPath.Of(graph, chain, thin.Segment)!;
        var (kept, conv) = (Dims.Create([.. Enumerable.Range(0, thin.Channels)]), (Conv)path.Last.Conv!.Op);
        var shape = graph.Initializers[path.Last.Conv.Inputs[1]!].Shape;
        var last = new FittedConv(
            conv.Window,
            Weight([shape[0], thin.Channels, .. shape[2..]], ElementType.Float32),
            Tensor.Zeros(ElementType.Float32, [shape[0]]),
            double.NaN);
        return new Realization(thin, [NarrowedConv.Of(graph, path.First, kept), last]) { Channels = kept };
    }

    private static Tensor Weight(Dims shape, ElementType element)
    {
        var random = new Random(1);
        var deviation = 1 / Math.Sqrt(shape[1..].Product);
        return Tensor.Build<double>(shape, data =>
        {
            for (var i = 0; i < data.Length; i++)
            {
                data[i] = deviation * ((random.NextDouble() * 3.46) - 1.73);
            }
        }).ConvertTo(element);
    }
}

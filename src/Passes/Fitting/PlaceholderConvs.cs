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
            Candidate.Compose => throw new CompilerBugException("a composition has weights of its own"),
            _ => new Realization(candidate, []),
        };
    }

    private static FittedConv Of(Graph graph, LayerChain chain, Segment segment, Dims kernelShape)
    {
        var geometry = SegmentGeometry.Of(graph, chain, segment)!;
        var element = graph.TypeOf(chain.TailOf(segment).Linear)!.Element;
        Dims shape = [geometry.OutputChannels, geometry.InputChannels, .. kernelShape];
        var random = new Random(1);
        var deviation = 1 / Math.Sqrt(geometry.InputChannels * kernelShape.Product);
        var weight = Tensor.Build<double>(shape, data =>
        {
            for (var i = 0; i < data.Length; i++)
            {
                data[i] = deviation * ((random.NextDouble() * 3.46) - 1.73);
            }
        });
        return new FittedConv(geometry.WindowFor(kernelShape)!, weight.ConvertTo(element), Tensor.Zeros(element, [geometry.OutputChannels]), double.NaN);
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Merge;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>Realizes <see cref="Candidate.Compose"/>: activations are dropped, padding moves to the front, the rest is multiplied out.</summary>
public static class SegmentComposer
{
    /// <summary>The composed convolution; null where the maps do not compose.</summary>
    public static Realization? Compose(Graph graph, LayerChain chain, Candidate.Compose candidate) => TryCompose(graph, chain, candidate).Realization;

    /// <summary>The composed convolution, or why there is none.</summary>
    public static (Realization? Realization, string? WhyNot) TryCompose(Graph graph, LayerChain chain, Candidate.Compose candidate)
    {
        var (map, whyNot) = SegmentMap.Of(graph, chain, candidate.Segment, candidate.Pruned);
        if (map is null)
        {
            return (null, whyNot);
        }

        // Exact borders where that is possible, else all padding in front (two-stage DP, section 4.4, remedy A).
        var composed = map.Compose();
        if (composed.Kernel is null)
        {
            composed = map.MovePaddingToFront().Compose();
        }

        if (composed.Kernel?.WithoutCrop() is not { } kernel)
        {
            return (null, composed.WhyNot);
        }

        var (carried, whyNotCarried) = CarriedConditioning.Of(graph, chain, candidate);
        if (whyNotCarried is not null)
        {
            return (null, whyNotCarried);
        }

        var element = graph.TypeOf(chain.TailOf(candidate.Segment).Linear)!.Element;
        var (weight, bias) = (kernel.Weight.ConvertTo(element), kernel.Bias.ConvertTo(element));
        var conv = new FittedConv(kernel.Window, weight, bias, double.NaN) { Groups = kernel.Groups };
        return (new Realization(candidate, [conv]) { Carried = carried }, null);
    }
}

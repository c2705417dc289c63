using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Planning;

/// <summary>Which candidates can be realized at all, whoever proposes them: the enumerator, or a person who edited a plan.</summary>
internal static class CandidateCheck
{
    private const int MostKernel = 1024;

    /// <summary>Up to here a kernel may be larger than what it reads: enumerated ones are, on the last maps of a network.</summary>
    private const int SmallKernel = 31;

    /// <summary>Why a candidate of a legal segment cannot be realized, in words; null where it can.</summary>
    public static string? WhyNot(Graph graph, LayerChain chain, Candidate candidate) => candidate switch
    {
        _ when graph.TypeOf(chain.TailOf(candidate.Segment).Linear)?.Element is not ElementType.Float32 => "its values are not of single precision",
        Candidate.Identity => SegmentGeometry.Of(graph, chain, candidate.Segment) is { CanBeIdentity: true } ? null
            : "its input and output differ in channels or extent",
        Candidate.Fit fit => WhyNotFitted(graph, chain, fit.Segment, fit.KernelShape),
        Candidate.Rank { Channels: < 1 } or Candidate.Thin { Channels: < 1 } => "one channel or more must stay",
        Candidate.Rank rank when rank.Channels > MostRank(graph, chain, rank) => $"a layer is no product of more than {MostRank(graph, chain, rank)} channels",
        Candidate.Rank rank => WhyNotFitted(graph, chain, rank.Segment, rank.KernelShape),
        Candidate.Thin thin => WhyNotThinned(graph, chain, thin),
        Candidate.Compose compose when compose.Pruned.FirstOrDefault(
            pruned => !CanBePruned(graph, chain, compose.Segment, pruned)) is > 0 and var site =>
            $"'{chain.Sites[site - 1].Name}' cannot be the identity there",
        Candidate.Compose { End: EndActivation.Dropped } compose
            when chain.TailAt(compose.Segment.End) is not { HasActivation: true, IsConditioned: false } =>
            "no activation that could be dropped stands at its end",
        Candidate.Compose { End: EndActivation.Added or EndActivation.Relu6 } compose
            when !AddedActivation.IsPossible(graph, chain, compose.Segment.End, compose.End) =>
            "no activation can be added at its end",
        Candidate.Compose compose => SegmentComposer.TryCompose(graph, chain, compose).WhyNot,
        Candidate.Absorb absorb => AbsorbingSpans(graph, chain, absorb.Segment)
            .Any(span => span.Start == absorb.Kept.Start && span.End == absorb.Kept.End)
            ? null
            : "the sites to keep are no residual block that maps between the same types as the whole run",
        _ => null,
    };

    /// <summary>A convolution can become the identity where input and output agree in channels and extent.</summary>
    public static bool CanBePruned(Graph graph, LayerChain chain, Segment segment, int index) =>
        index > segment.Start && index <= segment.End && chain.Sites[index - 1] is { Conv.Op: Conv { Window: var window } } site
        && graph.TypeOf(site.Input)?.Shape[1] == graph.TypeOf(site.Conv.Output)?.Shape[1] && window.Strides.All(stride => stride == 1)
        && Enumerable.Range(0, window.Rank).All(axis => window.PadBegin(axis) + window.PadEnd(axis) == window.Reach(axis) - 1);

    /// <summary>
    /// The residual blocks of a run that could stay for all of it: they map between the same types as the run does, have two convolutions
    /// or more, the
    /// last of them dense, and no block inside.
    /// </summary>
    public static IEnumerable<SkipSpan> AbsorbingSpans(Graph graph, LayerChain chain, Segment segment) => chain.SpansOf(segment)
        .Where(span =>
        span.End - span.Start is > 1 and var length && length < segment.Length
        && chain.SitesOf(new Segment(span.Start, span.End)).All(site => site.IsComposable)
        && chain.SpansOf(new Segment(span.Start, span.End)).All(other => other == span)
        && graph.TypeOf(span.Input) == graph.TypeOf(chain.InputOf(segment))
        && graph.TypeOf(span.Tail.Linear) == graph.TypeOf(chain.TailOf(segment).Linear)
        && ((Conv)chain.Sites[span.End - 1].Conv!.Op).Groups == 1);

    private static string? WhyNotFitted(Graph graph, LayerChain chain, Segment segment, Dims kernelShape)
    {
        if (SegmentGeometry.Of(graph, chain, segment) is not { } geometry)
        {
            return "no single convolution has its input and output extents";
        }

        if (kernelShape.Count != geometry.Strides.Count || kernelShape.Any(size => size < 1))
        {
            return $"the kernel shape must have {geometry.Strides.Count} sizes of one or more";
        }

        var input = graph.TypeOf(chain.InputOf(segment))!.Shape[2..];
        if (kernelShape.Zip(input).Any(axis => axis.First > MostKernel || (axis.Second.IsKnown && axis.First > Math.Max(SmallKernel, 2 * axis.Second.Size))))
        {
            return "the kernel is larger than all that it could read";
        }

        var output = graph.TypeOf(chain.TailOf(segment).Linear)!.Shape[2..];
        return geometry.WindowFor(kernelShape)?.Slide(input) is { } slid && slid.Zip(output).All(pair => pair.First == pair.Second)
            ? null
            : "a kernel of that size cannot lie where its outputs lie";
    }

    /// <summary>A factorization with more channels than either side of the layer has numbers computes more than the layer does.</summary>
    private static long MostRank(Graph graph, LayerChain chain, Candidate.Rank rank)
    {
        var sizes = new[] { chain.InputOf(rank.Segment), chain.TailOf(rank.Segment).Linear }
            .Select(value => graph.TypeOf(value)?.Shape is [_, { IsKnown: true } channels, ..] ? channels.Size : 1L);
        return sizes.Max() * rank.KernelShape.Aggregate(1L, (product, size) => Math.Clamp(product * Math.Max(1, size), 1, int.MaxValue));
    }

    private static string? WhyNotThinned(Graph graph, LayerChain chain, Candidate.Thin thin) => ThinnedPath.Of(graph, chain, thin.Segment) switch
    {
        null => "it is no way from one dense convolution to the next on which every channel goes by itself",
        { Channels: var channels } when thin.Channels >= channels => $"there are only {channels} channels",
        _ => null,
    };
}

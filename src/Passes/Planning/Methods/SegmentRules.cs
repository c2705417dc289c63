using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using Barrier = DepthCompress.Passes.Analysis.Barrier;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// What the published methods take for a segment of a chain, found on the graph: both are defined by lists of skip connections and forced
/// breaks, which their programs hold ready for a few networks.
/// </summary>
public sealed class SegmentRules
{
    private readonly ImmutableArray<(int Position, Barrier Barrier)> stops;

    private SegmentRules(
        LayerChain chain, ImmutableArray<Barrier> breaks, ImmutableArray<(int Position, Barrier Barrier)> stops,
            ImmutableArray<Segment> legal) =>
        (Chain, Breaks, this.stops, Legal) = (chain, breaks, stops, legal);

    /// <summary>The chain.</summary>
    public LayerChain Chain { get; }

    /// <summary>The layers behind or around which every segment ends, and why.</summary>
    public ImmutableArray<Barrier> Breaks { get; }

    /// <summary>The segments, by start and then end; those of a single site are always among them.</summary>
    public ImmutableArray<Segment> Legal { get; }

    /// <summary>Why a segment is not among the legal ones, in words; null where it is.</summary>
    public string? WhyNot(Segment segment)
    {
        if (Legal.Contains(segment))
        {
            return null;
        }

        var inside = stops.FirstOrDefault(stop => segment.Start < stop.Position && stop.Position < segment.End).Barrier
            ?? Breaks.FirstOrDefault(barrier => Chain.SpansOf(segment).Any(span => span.Join.Name == barrier.Node));
        return Chain.WhyNotLegal(segment)
            ?? (inside is null ? "it lies outside of the chain" : $"'{inside.Node}' ends it: {inside.Reason}");
    }

    /// <summary>
    /// A segment cuts no skip connection in two, holds only sites that compose, ends behind a strided convolution (behind the pointwise one
    /// that follows, if the strided one is depthwise), and holds no addition of a shortcut that is no convolution.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="onlyPublished">Whether convolutions that the released programs do not know stand alone, too.</param>
    public static SegmentRules Of(Graph graph, LayerChain chain, bool onlyPublished)
    {
        var barriers = ImmutableArray.CreateBuilder<Barrier>();
        var stops = ImmutableArray.CreateBuilder<(int Position, Barrier Barrier)>();
        foreach (var site in chain.Sites)
        {
            if (WhyAlone(graph, site, onlyPublished) is { } reason)
            {
                var barrier = new Barrier(site.Name, reason);
                barriers.Add(barrier);
                stops.Add((site.Index - 1, barrier));
                stops.Add((site.Index, barrier));
            }
            else if (BreakBehind(graph, chain, site) is { } position)
            {
                var barrier = new Barrier(site.Name, "its stride would spread the kernels behind it");
                barriers.Add(barrier);
                stops.Add((position, barrier));
            }
        }

        var skips = chain.Spans.Select(span => new Segment(span.Start, span.End)).ToImmutableArray();
        var resampled = chain.Spans.Where(span => span.Shortcut is Shortcut.Resample).ToImmutableArray();
        barriers.AddRange(resampled.Select(span => new Barrier(span.Join.Name, "the shortcut it adds is no convolution")));
        var legal = LegalSegments.Enumerate(chain.Length, [.. stops.Select(stop => stop.Position)], skips)
            .Where(segment => segment.Length == 1 || !resampled.Any(span => segment.Start <= span.Start && span.End <= segment.End));
        return new SegmentRules(chain, barriers.ToImmutable(), stops.ToImmutable(), [.. legal]);
    }

    /// <summary>A site as LayerMerge looks at it; null for one that stands alone.</summary>
    internal static ChainConvolution? ConvolutionOf(Graph graph, LayerChain chain, LayerSite site)
    {
        if (WhyAlone(graph, site, onlyPublished: true) is not null)
        {
            return null;
        }

        var (conv, weight) = ((Conv)site.Conv!.Op, graph.Initializers[site.Conv.Inputs[1]!]);
        var shape = new ConvolutionShape(
            weight.Shape[1] * conv.Groups, weight.Shape[0], weight.Shape[2], conv.Window.Strides[0], conv.Window.PadBegin(0), conv.Groups);
        return new ChainConvolution(site.Index, shape, weight.ToDoubles().Sum(Math.Abs))
        {
            MustStay = graph.UsesOf(site.Conv.Inputs[1]!).Length > 1
                || !CandidateCheck.CanBePruned(graph, chain, new Segment(site.Index - 1, site.Index), site.Index),
        };
    }

    private static string? WhyAlone(Graph graph, LayerSite site, bool onlyPublished)
    {
        if (!site.IsComposable)
        {
            return "it stands for a region that is not a chain of convolutions";
        }

        if (!site.Prefix.IsEmpty)
        {
            return "an activation stands in front of its convolution";
        }

        if (graph.TypeOf(site.Tail.Linear)?.Element is not ElementType.Float32)
        {
            return "its values are not of single precision";
        }

        return onlyPublished ? WhyUnknown(graph, site.Conv!) : null;
    }

    private static string? WhyUnknown(Graph graph, Node node)
    {
        var conv = (Conv)node.Op;
        var (window, outputs) = (conv.Window, graph.Initializers[node.Inputs[1]!].Shape[0]);
        return window.KernelShape.Any(size => size != window.KernelShape[0]) ? "its kernel has sides of different lengths"
            : window.Dilations.Any(dilation => dilation != 1) ? "its kernel is dilated"
            : window.Strides.Any(stride => stride != window.Strides[0]) ? "its strides differ"
            : conv.Groups != 1 && (conv.Groups != outputs || graph.Initializers[node.Inputs[1]!].Shape[1] != 1)
                ? "it has groups and is not depthwise"
            : null;
    }

    /// <summary>
    /// The published breaks: behind the strided convolution, or behind the pointwise one that a depthwise one belongs to.
    /// </summary>
    private static int? BreakBehind(Graph graph, LayerChain chain, LayerSite site)
    {
        if (site.Conv is not { Op: Conv conv } || conv.Window.Strides.All(stride => stride == 1))
        {
            return null;
        }

        var isDepthwise = conv.Groups > 1 && conv.Groups == graph.Initializers[site.Conv.Inputs[1]!].Shape[0];
        var next = site.Index < chain.Length ? chain.Sites[site.Index] : null;
        return isDepthwise && next?.Conv is { Op: Conv { Window: var window } } && window.KernelShape.All(size => size == 1)
            ? site.Index + 1
            : site.Index;
    }
}

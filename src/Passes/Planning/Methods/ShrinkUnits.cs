using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Relax;

namespace DepthCompress.Passes.Planning;

/// <summary>Finds the units of DepthShrinker on any graph: blocks that become one linear map without their inner activations.</summary>
public static class ShrinkUnits
{
    /// <summary>The units in the order of the network, those that do not qualify among them.</summary>
    /// <param name="graph">The network, batch normalization folded or not.</param>
    /// <param name="chains">Its chains.</param>
    /// <param name="options">What stands behind a merged block, and which blocks are merged.</param>
    public static ImmutableArray<ShrinkUnit> Of(Graph graph, ImmutableArray<LayerChain> chains, ShrinkOptions options) =>
        [.. chains.SelectMany((chain, index) => new Finder(graph, chain, index, options).Find())];

    private sealed class Finder(Graph graph, LayerChain chain, int index, ShrinkOptions options)
    {
        private const string NotConvolutions = "a region that is no convolution, such as squeeze-and-excitation, stands inside";

        public IEnumerable<ShrinkUnit> Find()
        {
            for (var position = 0; position < chain.Length;)
            {
                var unit = Inverted(position) ?? Separable(position) ?? Residual(position) ?? Layer(position);
                if (unit is not null)
                {
                    yield return unit;
                }

                position = unit?.Candidate.Segment.End ?? position + 1;
            }
        }

        private ShrinkUnit? Inverted(int start)
        {
            if (!IsPointwise(start) || !IsStill(start) || !IsDepthwise(start + 1) || !(HasActivation(start) || HasActivation(start + 1)))
            {
                return null;
            }

            // What follows the depthwise convolution decides whether it is such a block at all.
            const ShrinkKind Kind = ShrinkKind.InvertedResidual;
            return start + 2 >= chain.Length ? Unit(Kind, start, start + 2, $"the layers end inside it: {chain.End.Reason}")
                : !chain.Sites[start + 2].IsComposable ? Unit(Kind, start, Math.Min(start + 4, chain.Length), NotConvolutions)
                : IsPointwise(start + 2) ? Unit(Kind, start, start + 3)
                : null;
        }

        /// <summary>The innermost residual branch that begins here.</summary>
        private ShrinkUnit? Residual(int start)
        {
            var span = chain.Spans.Where(span => span.Start == start && span.End - span.Start > 1).MinBy(span => span.End);
            return span is null || !Enumerable.Range(start, span.End - start - 1).Any(HasActivation) ? null
                : Unit(ShrinkKind.Residual, start, span.End);
        }

        private ShrinkUnit? Separable(int start) => !IsDepthwise(start) || !HasActivation(start) || !IsPointwise(start + 1) ? null
            : options.MergesSeparable ? Unit(ShrinkKind.Separable, start, start + 2)
            : Unit(ShrinkKind.Separable, start, start + 1) with { Name = NameOf(start, start + 2) };

        private ShrinkUnit? Layer(int start) =>
            chain.Sites[start].IsComposable && chain.TailAt(start + 1).HasActivation
                ? Unit(ShrinkKind.Layer, start, start + 1)
                : null;

        private ShrinkUnit Unit(ShrinkKind kind, int start, int end, string? whyNot = null)
        {
            var segment = new Segment(start, end);
            var candidate = new Candidate.Compose(index, segment, []) { End = EndOf(segment) };
            whyNot ??= chain.WhyNotLegal(segment) ?? CandidateCheck.WhyNot(graph, chain, candidate);
            return new ShrinkUnit(NameOf(start, end), kind, candidate, whyNot is null ? SitesOf(candidate) : [], whyNot);
        }

        private EndActivation EndOf(Segment segment) =>
            segment.Length == 1 ? EndActivation.Dropped
            : chain.TailAt(segment.End).HasActivation || options.Trailing is TrailingActivation.None ? EndActivation.Kept
            : options.Trailing is TrailingActivation.Relu6 ? EndActivation.Relu6
            : EndActivation.Added;

        private ImmutableArray<GateSite> SitesOf(Candidate.Compose candidate)
        {
            IEnumerable<Tail> tails = candidate.Segment.Length == 1
                ? [chain.TailAt(candidate.Segment.End)]
                : RelaxedSegment.Of(chain, candidate).Inner;
            return [.. tails.Where(tail => tail.HasActivation).Select(tail => new GateSite(tail.Linear, tail.Output))];
        }

        private string NameOf(int start, int end) => end - start == 1
            ? chain.Sites[start].Name
            : $"{chain.Sites[start].Name} .. {chain.Sites[Math.Min(end, chain.Length) - 1].Name}";

        private bool HasActivation(int site) => chain.Sites[site].Tail.HasActivation;

        private bool IsPointwise(int site) => ConvAt(site) is { } conv && conv.Groups == 1 && conv.Window.KernelShape.All(size => size == 1);

        private bool IsStill(int site) => ConvAt(site)!.Window.Strides.All(stride => stride == 1);

        private bool IsDepthwise(int site) =>
            ConvAt(site) is { Groups: > 1 } conv && graph.Initializers[chain.Sites[site].Conv!.Inputs[1]!].Shape is var shape
            && shape[1] == 1 && shape[0] % conv.Groups == 0;

        private Conv? ConvAt(int site) => site < chain.Length ? chain.Sites[site].Conv?.Op as Conv : null;
    }
}

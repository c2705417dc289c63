using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Merge;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Verification;

/// <summary>The certificates of all segments of a plan that were composed.</summary>
public static class CompositionProof
{
    /// <summary>One certificate per composed segment.</summary>
    /// <param name="before">The network of the chains.</param>
    /// <param name="after">The network with the candidates in place, before anything is fitted.</param>
    /// <param name="chains">The chains of <paramref name="before"/>.</param>
    /// <param name="chosen">The candidates; those that were not composed are passed over.</param>
    /// <exception cref="DiagnosticException">A merged convolution is not the composition of its layers.</exception>
    public static ImmutableArray<MergeCertificate> Of(
        Graph before, Graph after, ImmutableArray<LayerChain> chains, IEnumerable<Candidate> chosen) =>
        [.. chosen.OfType<Candidate.Compose>().Select(candidate => Of(before, after, chains[candidate.Chain], candidate))];

    private static MergeCertificate Of(Graph before, Graph after, LayerChain chain, Candidate.Compose candidate)
    {
        var (segment, target) = (candidate.Segment, chain.TailOf(candidate.Segment).Linear);
        var dropped = chain.SitesOf(segment).SelectMany(site => DroppedOf(site, candidate.Pruned.Contains(site.Index)))
            .Concat(chain.SpansOf(segment).SelectMany(span => span.Tail.Activation))
            .Concat(chain.SpansOf(segment).Where(span => SegmentMap.IsEmptied(span, candidate.Pruned)).Select(span => span.Join)).ToHashSet();
        var added = candidate.End is EndActivation.Added or EndActivation.Relu6 && target == chain.TailAt(segment.End).Linear
            ? after.ProducerOf(target)
            : null;
        var (certificate, whyNot) = MergeCertificate.Of(
            before, after, chain.InputOf(segment), target, dropped.Contains, node => node == added);
        return certificate is { Holds: true }
            ? certificate
            : throw DiagnosticCatalog.MergeNotProven.Error(
                null, before.NameOf(target), whyNot ?? $"an impulse response is off by {certificate!.Kernel.MaxRelativeError:0.0e+0}");
    }

    private static ImmutableArray<Node> DroppedOf(LayerSite site, bool isPruned) =>
        isPruned ? [site.Conv!, .. site.Tail.Maps, .. site.Tail.Activation] : site.Tail.Activation;
}

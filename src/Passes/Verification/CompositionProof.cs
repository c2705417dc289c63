using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Merge;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Verification;

/// <summary>The certificates of all segments of a plan that were composed.</summary>
public static class CompositionProof
{
    /// <summary>One certificate per composed segment, and one per addition carried behind it.</summary>
    /// <param name="before">The network of the chains.</param>
    /// <param name="after">The network with the candidates in place, before anything is fitted.</param>
    /// <param name="chains">The chains of <paramref name="before"/>.</param>
    /// <param name="chosen">The candidates; those that were not composed are passed over.</param>
    /// <exception cref="DiagnosticException">A merged convolution is not the composition of its layers.</exception>
    public static ImmutableArray<MergeCertificate> Of(
        Graph before, Graph after, ImmutableArray<LayerChain> chains, IEnumerable<Candidate> chosen) =>
        [.. chosen.OfType<Candidate.Compose>().SelectMany(candidate => Of(before, after, chains[candidate.Chain], candidate))];

    private static IEnumerable<MergeCertificate> Of(Graph before, Graph after, LayerChain chain, Candidate.Compose candidate)
    {
        var (segment, target) = (candidate.Segment, chain.TailOf(candidate.Segment).Linear);
        var dropped = chain.SitesOf(segment).SelectMany(site => DroppedOf(site, candidate.Pruned.Contains(site.Index)))
            .Concat(chain.SpansOf(segment).SelectMany(span => span.Tail.Activation))
            .Concat(chain.SpansOf(segment).Where(span => SegmentMap.IsEmptied(span, candidate.Pruned)).Select(span => span.Join)).ToHashSet();
        var added = candidate.End is EndActivation.Added or EndActivation.Relu6 && target == chain.TailAt(segment.End).Linear
            ? after.ProducerOf(target)
            : null;
        ImmutableArray<LayerSite> conditioned = [.. chain.SitesOf(segment).SkipLast(1).Where(site => site.Tail.IsConditioned)];
        var behind = conditioned.IsEmpty ? null : MergedTail.Of(after, chain.InputOf(segment), target);
        var shifts = conditioned.SelectMany(site => site.Tail.Shifts).ToImmutableArray();
        ImmutableHashSet<Value> outer = [.. shifts.Select(shift => shift.Outer), .. behind?.Outer ?? []];
        yield return Held(before.NameOf(target), MergeCertificate.Of(
            before, after, chain.InputOf(segment), target, dropped.Contains, node => node == added || behind?.Nodes.Contains(node) == true, outer));
        foreach (var (shift, carried) in shifts.Zip(behind?.Outer ?? []))
        {
            yield return Held(before.NameOf(target), ShiftCertificate.Of(
                before, after, (shift.Join.Output, target), (shift.Outer, carried), dropped.Contains, outer));
        }
    }

    /// <summary>A certificate that says yes.</summary>
    /// <exception cref="DiagnosticException">DC5006: it does not.</exception>
    internal static MergeCertificate Held(string name, (MergeCertificate? Certificate, string? WhyNot) found) => found.Certificate is { Holds: true } certificate
        ? certificate
        : throw DiagnosticCatalog.MergeNotProven.Error(
            null, name, found.WhyNot ?? $"an impulse response is off by {found.Certificate!.Kernel.MaxRelativeError:0.0e+0}");

    private static ImmutableArray<Node> DroppedOf(LayerSite site, bool isPruned) =>
        isPruned ? [site.Conv!, .. site.Tail.Maps, .. site.Tail.Activation] : site.Tail.Activation;
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Merge;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// What becomes of the normalizations and of the additions of outer values inside a segment that becomes one convolution: the additions move
/// behind it, by linearity; the normalizations go, and one new one comes behind (LayerMerge, ICML'24, section 4.7).
/// </summary>
/// <param name="Shifts">The additions, front to back.</param>
/// <param name="Norm">A normalization that goes; null where none goes, or one stands behind the segment anyway.</param>
public sealed record CarriedConditioning(ImmutableArray<CarriedShift> Shifts, Node? Norm)
{
    /// <summary>What a candidate carries; nothing where it is a convolution alone; or why it cannot be carried.</summary>
    public static (CarriedConditioning? Carried, string? WhyNot) Of(Graph graph, LayerChain chain, Candidate.Compose candidate)
    {
        var segment = candidate.Segment;
        ImmutableArray<LayerSite> inner = [.. chain.SitesOf(segment).SkipLast(1).Where(site => site.Tail.IsConditioned)];
        if (inner.IsEmpty)
        {
            return (null, null);
        }

        var (target, norm) = (chain.TailOf(segment).Linear, NormToReplace(chain, segment));
        if (norm is not null && NewNormalization.WhyNot(graph, norm, target) is { } why)
        {
            return (null, why);
        }

        var shifts = ImmutableArray.CreateBuilder<CarriedShift>();
        foreach (var site in inner.Where(site => !site.Tail.Shifts.IsEmpty))
        {
            var (map, whyNot) = SegmentMap.Of(graph, chain, new Segment(site.Index, segment.End), candidate.Pruned);
            if ((map?.Compose().Kernel ?? map?.MovePaddingToFront().Compose().Kernel) is not { } behind)
            {
                return (null, whyNot ?? $"what '{site.Name}' adds cannot be carried behind the layers that follow");
            }

            shifts.AddRange(site.Tail.Shifts.Select(shift => CarriedShift.Of(shift.Outer, behind, graph.TypeOf(target)!.Element)));
        }

        return (shifts.Count == 0 && norm is null ? null : new CarriedConditioning(shifts.ToImmutable(), norm), null);
    }

    /// <summary>The normalization in place of which a segment gets a new one behind it.</summary>
    internal static Node? NormToReplace(LayerChain chain, Segment segment) => chain.TailOf(segment).Norm is not null ? null
        : chain.SitesOf(segment).SkipLast(1).Select(site => site.Tail.Norm).FirstOrDefault(norm => norm is not null);

    /// <summary>Behind a convolution; the result is the value <paramref name="target"/>.</summary>
    internal void Put(GraphEditor edit, Value conv, Value target)
    {
        var sum = conv;
        for (var i = 0; i < Shifts.Length; i++)
        {
            var added = Shifts[i].Put(edit);
            if (i == Shifts.Length - 1 && Norm is null)
            {
                edit.Redefine(target, new Add(), [sum, added]);
                return;
            }

            sum = edit.Define($"{edit.Graph.NameOf(target)}.sum", new Add(), [sum, added]);
        }

        if (Norm is null)
        {
            throw new CompilerBugException("there is nothing to put behind the convolution");
        }

        NewNormalization.Put(edit, Norm, sum, target);
    }
}

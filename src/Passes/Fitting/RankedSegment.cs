using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>Between which values a pair of convolutions stands that realizes a segment at low rank.</summary>
/// <param name="Input">What the first one reads: of a single convolution that is its own input, behind what stands in front of it.</param>
/// <param name="Target">What is to be reproduced; behind residual blocks the sum, whatever scales it afterwards.</param>
/// <param name="Skip">What the pair is added to: the input of a run of residual blocks whose shortcuts do nothing. Null where it stands alone.</param>
/// <param name="Geometry">How the segment maps one onto the other.</param>
internal sealed record RankedSegment(Value Input, Value Target, Value? Skip, SegmentGeometry Geometry)
{
    /// <summary>Of a segment; null where no convolution has its extents.</summary>
    public static RankedSegment? Of(Graph graph, LayerChain chain, Segment segment)
    {
        if (SegmentGeometry.Of(graph, chain, segment) is not { } geometry)
        {
            return null;
        }

        var input = chain.InputOf(segment);
        var own = segment.Length == 1 && chain.Sites[segment.Start].Conv is { } conv ? conv.Inputs[0]! : input;
        return geometry.CanBeIdentity && LastOfRun(chain, segment) is { } last
            ? new RankedSegment(own, last.Join.Output, input, geometry)
            : new RankedSegment(own, chain.TailOf(segment).Linear, null, geometry);
    }

    /// <summary>What the realization makes superfluous.</summary>
    public static ImmutableArray<Node> NodesOf(LayerChain chain, Segment segment) =>
        segment.Length > 1 ? chain.NodesOf(segment) : [.. chain.NodesOf(segment).Except(chain.Sites[segment.Start].Prefix)];

    /// <summary>The last of the blocks with shortcuts that do nothing, where they fill the segment, one behind the other.</summary>
    private static SkipSpan? LastOfRun(LayerChain chain, Segment segment)
    {
        SkipSpan? last = null;
        for (var position = segment.Start; position < segment.End; position = last.End)
        {
            last = chain.SpansOf(segment).Where(span => span.Start == position).MaxBy(span => span.End);
            if (last is not { Shortcut: Shortcut.Identity })
            {
                return null;
            }
        }

        return last;
    }
}

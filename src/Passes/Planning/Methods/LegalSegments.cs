namespace DepthCompress.Passes.Planning;

/// <summary>Which runs of a chain may become one convolution.</summary>
public static class LegalSegments
{
    /// <summary>
    /// The segments of a chain of <paramref name="positions"/> convolutions, by start and then end, that neither hold a forced break inside
    /// nor cut a skip in two. (Two-stage method, section 1.3 of its specification; LayerMerge, 1.7.)
    /// </summary>
    /// <param name="positions">The last position of the chain.</param>
    /// <param name="breaks">Positions no segment may contain inside.</param>
    /// <param name="skips">The run each skip connection bridges.</param>
    public static ImmutableArray<Segment> Enumerate(int positions, ImmutableArray<int> breaks, ImmutableArray<Segment> skips)
    {
        var legal = ImmutableArray.CreateBuilder<Segment>();
        for (var start = 0; start < positions; start++)
        {
            for (var end = start + 1; end <= positions; end++)
            {
                var segment = new Segment(start, end);
                if (!breaks.Any(position => start < position && position < segment.End) && !skips.Any(skip => Crosses(segment, skip)))
                {
                    legal.Add(segment);
                }
            }
        }

        return legal.ToImmutable();
    }

    private static bool Crosses(Segment segment, Segment skip) =>
        (segment.Start < skip.Start && skip.Start < segment.End && segment.End < skip.End)
        || (skip.Start < segment.Start && segment.Start < skip.End && skip.End < segment.End);
}

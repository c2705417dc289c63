namespace DepthCompress.Passes.Planning;

/// <summary>What the rows of a latency table save against their single layers, each of which has a row.</summary>
internal sealed class SegmentSavings
{
    private readonly Dictionary<Segment, double> times;

    internal SegmentSavings(ImmutableArray<SegmentLatency> rows) =>
        times = rows.ToDictionary(row => row.Segment, row => row.Milliseconds);

    /// <summary>The sum where nothing is merged.</summary>
    internal double Unmerged => times.Where(row => row.Key.Length == 1).Sum(row => row.Value);

    /// <summary>What one convolution in place of a segment saves.</summary>
    internal double Saved(Segment segment) => segment.Length == 1 ? 0
        : Enumerable.Range(segment.Start, segment.Length).Sum(start => times[new Segment(start, start + 1)]) - times[segment];
}

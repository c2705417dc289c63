namespace DepthCompress.Passes.Planning;

/// <summary>The two-stage method's inner dynamic program: where a segment without inner activations is best cut.</summary>
public static class BestMerges
{
    /// <summary>
    /// <c>T → T_opt</c>: for every segment of the table the fastest way through segments of the table, and where it cuts. The single
    /// segment wins ties, then the smallest last cut.
    /// </summary>
    /// <remarks>
    /// The released program prolongs only from cuts (i, m] that are segments themselves, and so misses cuts strictly inside a skip;
    /// <see cref="Fidelity.Released"/> repeats that.
    /// </remarks>
    /// <param name="latencies">The measured table; no segment twice.</param>
    /// <param name="fidelity">Whether to repeat the gap of the released program.</param>
    /// <exception cref="GraphIR.DiagnosticException">DC3204: a segment twice.</exception>
    public static ImmutableArray<SegmentLatency> Find(ImmutableArray<SegmentLatency> latencies, Fidelity fidelity = Fidelity.Corrected)
    {
        TableCheck.Distinct("latency table", latencies.Select(row => row.Segment));
        var table = latencies.ToDictionary(row => row.Segment);
        var byEnd = latencies.OrderBy(row => row.Segment.Start).ToLookup(row => row.Segment.End);
        var found = new Dictionary<Segment, SegmentLatency>();
        foreach (var start in latencies.Select(row => row.Segment.Start).Distinct())
        {
            var last = latencies.Where(row => row.Segment.Start == start).Max(row => row.Segment.End);
            for (var end = start + 1; end <= last; end++)
            {
                var segment = new Segment(start, end);
                var whole = table.GetValueOrDefault(segment);
                var reached = whole is not null || fidelity is Fidelity.Corrected ? Shortest(segment, whole, byEnd[end], found) : null;
                if (reached is not null)
                {
                    found.Add(segment, reached);
                }
            }
        }

        return [.. latencies.Select(row => found[row.Segment])];
    }

    /// <summary>
    /// The merge boundaries that are fastest in real milliseconds for given activations: no segment jumps over one. Never slower than what
    /// a plan on rounded ticks says; the two-stage method's final step.
    /// </summary>
    /// <returns>The boundaries without position 0; null when the table has no way through.</returns>
    public static ImmutableArray<int>? Boundaries(int positions, ImmutableArray<SegmentLatency> latencies, ImmutableArray<int> activations)
    {
        var allowed = latencies.Where(row => !activations.Any(at => row.Segment.Start < at && at < row.Segment.End));
        var byEnd = allowed.OrderBy(row => row.Segment.Start).ToLookup(row => row.Segment.End);
        var found = new Dictionary<Segment, SegmentLatency>();
        for (var end = 1; end <= positions; end++)
        {
            var segment = new Segment(0, end);
            var whole = byEnd[end].FirstOrDefault(row => row.Segment == segment);
            if (Shortest(segment, whole, byEnd[end], found) is { } reached)
            {
                found.Add(segment, reached);
            }
        }

        return found.TryGetValue(new Segment(0, positions), out var best) ? best.Cuts[1..] : null;
    }

    private static SegmentLatency? Shortest(
        Segment segment, SegmentLatency? whole, IEnumerable<SegmentLatency> lastPieces, Dictionary<Segment, SegmentLatency> found)
    {
        var best = whole is null ? null : whole with { Cuts = [segment.Start, segment.End] };
        foreach (var piece in lastPieces)
        {
            if (piece.Segment.Start > segment.Start && found.TryGetValue(segment with { End = piece.Segment.Start }, out var before)
                && (best is null || before.Milliseconds + piece.Milliseconds < best.Milliseconds))
            {
                best = new SegmentLatency(segment, before.Milliseconds + piece.Milliseconds, before.Deviation + piece.Deviation)
                {
                    Cuts = [.. before.Cuts, segment.End],
                };
            }
        }

        return best;
    }
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>The importance tables of the two-stage method: which entries there are, their normalization, their extension.</summary>
public static class ExtendedImportance
{
    /// <summary>
    /// The entries to measure, segment by segment. An end that is linear in the original network may stay so or get an activation; a block
    /// that starts at such a position never ends without one.
    /// </summary>
    /// <param name="segments">The legal segments, by start and then end.</param>
    /// <param name="linear">Positions without activation in the original network.</param>
    /// <returns>Rows of value zero.</returns>
    public static ImmutableArray<BlockImportance> Entries(ImmutableArray<Segment> segments, ImmutableArray<int> linear)
    {
        var entries = ImmutableArray.CreateBuilder<BlockImportance>();
        foreach (var segment in segments)
        {
            entries.Add(new BlockImportance(segment, StartActive: true, EndActive: true, 0));
            if (segment.Start > 0 && linear.Contains(segment.Start))
            {
                entries.Add(new BlockImportance(segment, StartActive: false, EndActive: true, 0));
            }
            else if (segment.Start > 0 && linear.Contains(segment.End))
            {
                entries.Add(new BlockImportance(segment, StartActive: true, EndActive: false, 0));
            }
        }

        return entries.ToImmutable();
    }

    /// <summary>The mean that <see cref="Normalize"/> subtracts, α times.</summary>
    /// <exception cref="DiagnosticException">DC3204: there is no row to take the mean of.</exception>
    public static double Mean(ImmutableArray<BlockImportance> measured, NormalizeOver over, ImmutableArray<int> linear)
    {
        var rows = measured.Where(row => over switch
        {
            NormalizeOver.All => true,
            NormalizeOver.Single => row.Segment.Length == 1,
            _ => row.Segment.Length == 1
                && IsOriginal(row.Segment.Start, row.StartActive, linear)
                && IsOriginal(row.Segment.End, row.EndActive, linear),
        }).ToList();
        return rows.Count > 0 ? rows.Average(row => row.Value)
            : throw DiagnosticCatalog.TablesInconsistent.Error(null,
            "the importance table has no row of a single layer, whose mean is subtracted");
    }

    /// <summary>
    /// <c>h = v − α · mean</c>. The mean is negative as a rule, so each block earns a bonus, and α says how much many blocks are preferred
    /// to few; it is a factor, not an exponent.
    /// </summary>
    public static ImmutableArray<BlockImportance> Normalize(ImmutableArray<BlockImportance> measured, double alpha, double mean) =>
        [.. measured.Select(row => row with { Value = row.Value - (alpha * mean) })];

    /// <summary>
    /// The table closed under splits at boundaries without activation: a split keeps the same activations, so the larger of the two is
    /// the better estimate for the same network. (The paper's Algorithm 3.)
    /// </summary>
    public static ImmutableArray<BlockImportance> Extend(ImmutableArray<BlockImportance> normalized)
    {
        TableCheck.Distinct("importance table", normalized.Select(row => (row.Segment, row.StartActive, row.EndActive)));
        var table = normalized.ToDictionary(row => (row.Segment, row.StartActive, row.EndActive));
        var extended = new Dictionary<(Segment, bool, bool), BlockImportance>();
        foreach (var row in normalized.OrderBy(row => row.Segment.Start).ThenBy(row => row.Segment.End))
        {
            var best = row with { Cuts = [row.Segment.Start, row.Segment.End] };
            for (var middle = row.Segment.Start + 1; middle < row.Segment.End; middle++)
            {
                if (extended.TryGetValue((row.Segment with { End = middle }, row.StartActive, false), out var first)
                    && table.TryGetValue((row.Segment with { Start = middle }, false, row.EndActive), out var second)
                    && first.Value + second.Value > best.Value)
                {
                    best = row with { Value = first.Value + second.Value, Cuts = [.. first.Cuts, row.Segment.End] };
                }
            }

            extended.Add((row.Segment, row.StartActive, row.EndActive), best);
        }

        return [.. normalized.Select(row => extended[(row.Segment, row.StartActive, row.EndActive)])];
    }

    private static bool IsOriginal(int position, bool active, ImmutableArray<int> linear) =>
        active == (position == 0 || !linear.Contains(position));
}

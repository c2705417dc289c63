using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Analysis;

/// <summary>The skip spans of a chain, found by where they start and end: chains have thousands of spans, and as many times more segments.</summary>
internal sealed class SpanIndex(ImmutableArray<SkipSpan> all)
{
    private readonly ILookup<int, int> starting = Enumerable.Range(0, all.Length).ToLookup(index => all[index].Start);
    private readonly ILookup<int, int> ending = Enumerable.Range(0, all.Length).ToLookup(index => all[index].End);

    /// <summary>All of them, in their order.</summary>
    public ImmutableArray<SkipSpan> All => all;

    /// <summary>The first span that is neither disjoint from a segment, nor inside it, nor around it; null where there is none.</summary>
    public SkipSpan? FirstCrossing(Segment segment)
    {
        var first = int.MaxValue;
        for (var position = segment.Start + 1; position < segment.End; position++)
        {
            foreach (var index in starting[position].Where(index => all[index].End > segment.End)
                .Concat(ending[position].Where(index => all[index].Start < segment.Start)))
            {
                first = Math.Min(first, index);
            }
        }

        return first == int.MaxValue ? null : all[first];
    }

    /// <summary>The spans that lie whole in a segment, in their order.</summary>
    public IEnumerable<SkipSpan> Inside(Segment segment) => Enumerable.Range(segment.Start, segment.End - segment.Start + 1)
        .SelectMany(position => ending[position]).Where(index => all[index].Start >= segment.Start).Order().Select(index => all[index]);

    /// <summary>The spans that end at a position, in their order.</summary>
    public IEnumerable<SkipSpan> EndingAt(int position) => ending[position].Select(index => all[index]);

    /// <summary>The last span that ends at a position and starts at another or behind it; null where there is none.</summary>
    public SkipSpan? LastEndingAt(int position, int from)
    {
        var last = ending[position].Where(index => all[index].Start >= from).DefaultIfEmpty(-1).Max();
        return last < 0 ? null : all[last];
    }
}

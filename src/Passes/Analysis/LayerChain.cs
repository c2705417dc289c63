using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Analysis;

/// <summary>
/// Layer sites in execution order between two barriers. Position p means "p sites have been passed"; position 0 is the input of the chain.
/// </summary>
public sealed record LayerChain
{
    private readonly SpanIndex spans = new([]);

    /// <summary>The value at position 0.</summary>
    public required Value Input { get; init; }

    /// <summary>The sites; site k leads from position k to position k + 1 of this array's indices.</summary>
    public required ImmutableArray<LayerSite> Sites { get; init; }

    /// <summary>The additions around sites, inner ones first.</summary>
    public required ImmutableArray<SkipSpan> Spans
    {
        get => spans.All;
        init => spans = new SpanIndex(value);
    }

    /// <summary>Why the chain ends.</summary>
    public required Barrier End { get; init; }

    /// <summary>The number of sites.</summary>
    public int Length => Sites.Length;

    /// <summary>The value at a position: behind every addition that ends there.</summary>
    public Value ValueAt(int position) => position == 0 ? Input : TailAt(position).Output;

    /// <summary>What stands at a position above 0: behind every addition that ends there.</summary>
    public Tail TailAt(int position) => SpanEndingAt(position, from: 0)?.Tail ?? Sites[position - 1].Tail;

    /// <summary>
    /// Whether a segment holds no half of a skip span: each span is disjoint from it, inside it, or around it
    /// (two-stage DP, ICML'23, the legality rule of its segments).
    /// </summary>
    public bool IsLegal(Segment segment) => WhyNotLegal(segment) is null;

    /// <summary>Why a segment is illegal, in words; null when it is legal.</summary>
    public string? WhyNotLegal(Segment segment)
    {
        var crossed = spans.FirstCrossing(segment);
        return crossed is null ? null : $"it holds only a part of the skip connection that ends at '{crossed.Join.Name}'";
    }

    /// <summary>The value a segment begins with.</summary>
    public Value InputOf(Segment segment) => ValueAt(segment.Start);

    /// <summary>
    /// What stands at the end of a segment: the outermost addition that the segment contains whole, else its last site. Its
    /// <see cref="Tail.Linear"/> is what a fitted convolution must reproduce; its activation stays.
    /// </summary>
    public Tail TailOf(Segment segment) => SpanEndingAt(segment.End, segment.Start)?.Tail ?? Sites[segment.End - 1].Tail;

    /// <summary>The sites of a segment.</summary>
    public IEnumerable<LayerSite> SitesOf(Segment segment) => Sites.Skip(segment.Start).Take(segment.End - segment.Start);

    /// <summary>The spans that lie whole in a segment, inner ones first.</summary>
    public IEnumerable<SkipSpan> SpansOf(Segment segment) => spans.Inside(segment);

    /// <summary>The spans that end at a position, inner ones first.</summary>
    public IEnumerable<SkipSpan> SpansEndingAt(int position) => spans.EndingAt(position);

    /// <summary>The nodes that realizing a segment anew makes superfluous, the activation at its end not among them.</summary>
    public ImmutableArray<Node> NodesOf(Segment segment)
    {
        var end = TailOf(segment);
        var nodes = SitesOf(segment).SelectMany(site =>
            (ImmutableArray<Node>)[.. site.Prefix, .. site.Region, .. site.Conv is null ? [] : new[] { site.Conv }, .. site.Tail.Maps, .. site.Tail.Activation]);
        var spans = SpansOf(segment).SelectMany(span => (ImmutableArray<Node>)[.. span.ShortcutNodes, span.Join, .. span.Tail.Maps, .. span.Tail.Activation]);
        return [.. nodes.Concat(spans).Where(node => !end.Activation.Contains(node))];
    }

    private SkipSpan? SpanEndingAt(int position, int from) => spans.LastEndingAt(position, from);
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>
/// What was found on the way from a value. Ways that meet go on together: the later one only remembers where it came upon the earlier one, so
/// that a thousand ways into one chain are not a thousand chains.
/// </summary>
internal sealed class ChainWalk(Value start)
{
    private Junction? rest;
    private int further;

    /// <summary>How much of a walk there is.</summary>
    public readonly record struct Mark(int Sites, int Spans);

    private sealed record Junction(ChainWalk Walk, Mark Mark);

    /// <summary>The value at position 0.</summary>
    public Value Start { get; set; } = start;

    /// <summary>The sites up to where another walk goes on, indices by this walk.</summary>
    public List<LayerSite> Sites { get; } = [];

    /// <summary>The spans around them, inner ones first.</summary>
    public List<SkipSpan> Spans { get; } = [];

    /// <summary>Where the walk ended; null while it goes on.</summary>
    public Barrier? Barrier { get; private set; }

    /// <summary>Where further walks begin: values, and the reader they take.</summary>
    public ImmutableArray<(Value Value, Node? First)> Continuations { get; private set; } = [];

    /// <summary>The number of sites, those of the rest among them.</summary>
    public int Length => Sites.Count + further;

    /// <summary>How much there is by now.</summary>
    public Mark Here => new(Sites.Count, Spans.Count);

    /// <summary>Ends the walk.</summary>
    public void Stop(Barrier barrier, ImmutableArray<(Value Value, Node? First)> next) => (Barrier, Continuations) = (barrier, next);

    /// <summary>Ends the walk where an earlier one has been.</summary>
    public void GoOnWith(ChainWalk walk, Mark mark)
    {
        (rest, further) = (new Junction(walk, mark), walk.Length - mark.Sites);
        Barrier = walk.Barrier;
    }

    /// <summary>Forgets what was found between two moments.</summary>
    public void Drop(Mark from, Mark to)
    {
        Sites.RemoveRange(from.Sites, to.Sites - from.Sites);
        Spans.RemoveRange(from.Spans, to.Spans - from.Spans);
    }

    /// <summary>Whether no site is one of another chain.</summary>
    public bool IsFree(HashSet<Node> claimed) => Parts().SelectMany(part => part.Walk.Sites.Skip(part.From.Sites))
        .All(site => site.Conv is { } conv ? !claimed.Contains(conv) : !site.Region.Any(claimed.Contains));

    /// <summary>All of it as a chain.</summary>
    public LayerChain ToChain()
    {
        var (sites, spans) = (ImmutableArray.CreateBuilder<LayerSite>(), ImmutableArray.CreateBuilder<SkipSpan>());
        foreach (var (walk, from) in Parts())
        {
            var shift = sites.Count - from.Sites;
            sites.AddRange(walk.Sites.Skip(from.Sites).Select(site => shift == 0 ? site : site with { Index = site.Index + shift }));
            spans.AddRange(walk.Spans.Skip(from.Spans).Select(span =>
                shift == 0 ? span : span with { Start = span.Start + shift, End = span.End + shift }));
        }

        return new LayerChain { Input = Start, Sites = sites.ToImmutable(), Spans = spans.ToImmutable(), End = Barrier! };
    }

    private IEnumerable<(ChainWalk Walk, Mark From)> Parts()
    {
        for (var part = new Junction(this, default); part is not null; part = part.Walk.rest)
        {
            yield return (part.Walk, part.Mark);
        }
    }
}

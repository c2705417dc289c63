using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>The parts of a network that <see cref="UniformMethod"/> chooses from, all of one kind.</summary>
internal static class UniformUnits
{
    /// <summary>
    /// Residual blocks that can become the identity; in a network without such blocks the convolutions that can; in one without those
    /// either, neighbors that compose.
    /// </summary>
    internal static ImmutableArray<Candidate> Of(Graph graph, ImmutableArray<LayerChain> chains)
    {
        ImmutableArray<Func<LayerChain, int, IEnumerable<Candidate>>> kinds = [Blocks, Convolutions, Pairs];
        return kinds.Select(kind => chains.SelectMany((chain, index) => Disjoint(kind(chain, index).Where(IsPossible))).ToImmutableArray())
            .FirstOrDefault(units => !units.IsEmpty, []);

        bool IsPossible(Candidate unit) => chains[unit.Chain].IsLegal(unit.Segment) && CandidateCheck.WhyNot(graph, chains[unit.Chain], unit) is null;
    }

    /// <summary>The innermost first, as the chain has them.</summary>
    private static IEnumerable<Candidate> Blocks(LayerChain chain, int index) => chain.Spans
        .Where(span => span is { Shortcut: Shortcut.Identity, ShortcutNodes.IsEmpty: true })
        .Select(span => new Candidate.Identity(index, new Segment(span.Start, span.End)));

    private static IEnumerable<Candidate> Convolutions(LayerChain chain, int index) => chain.Sites
        .Where(site => site.IsComposable)
        .Select(site => new Candidate.Identity(index, new Segment(site.Index - 1, site.Index)));

    private static IEnumerable<Candidate> Pairs(LayerChain chain, int index) => Enumerable.Range(0, Math.Max(0, chain.Length - 1))
        .Where(start => chain.Sites[start].IsComposable && chain.Sites[start + 1].IsComposable)
        .Select(start => new Candidate.Compose(index, new Segment(start, start + 2), []));

    /// <summary>Front to back; of several that share a layer the first.</summary>
    private static IEnumerable<Candidate> Disjoint(IEnumerable<Candidate> units)
    {
        var taken = new List<Candidate>();
        foreach (var unit in units)
        {
            if (taken.All(other => other.Segment.End <= unit.Segment.Start || unit.Segment.End <= other.Segment.Start))
            {
                taken.Add(unit);
            }
        }

        return taken.OrderBy(unit => unit.Segment.Start);
    }
}

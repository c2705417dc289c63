using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>The part of a network that tables of the pruning-only baseline are about, in their positions, over all chains.</summary>
internal sealed class LayerOnlyWindow
{
    private readonly ImmutableArray<Dictionary<int, Candidate>> drops;

    /// <param name="graph">The network.</param>
    /// <param name="positions">Where it lies.</param>
    internal LayerOnlyWindow(Graph graph, PublishedPositions positions)
    {
        Positions = positions;
        drops = DropsOf(graph, positions.Chains);
        Drops = drops.SelectMany((chain, index) => chain.Select(drop =>
                (Position: positions.Find(index, new Segment(drop.Key - 1, drop.Key))?.End, drop.Value)))
            .Where(drop => drop.Position is not null).ToImmutableSortedDictionary(drop => drop.Position!.Value, drop => drop.Value);
    }

    /// <summary>Where it lies.</summary>
    internal PublishedPositions Positions { get; }

    /// <summary>What dropping the layers that may go means, by position.</summary>
    internal ImmutableSortedDictionary<int, Candidate> Drops { get; }

    /// <summary>The place of tables: where all layers with an importance may go, and the fewest others.</summary>
    internal static LayerOnlyWindow Find(
        Graph graph, ImmutableArray<LayerChain> chains, ImmutableHashSet<int> worthy, int length, string? firstSite, string file)
    {
        var offsets = chains.Select((_, index) => chains.Take(index).Sum(chain => chain.Length)).ToList();
        ImmutableArray<Segment> legal = worthy.IsEmpty
            ? [.. Enumerable.Range(1, chains.Sum(chain => chain.Length)).Select(Layer)]
            : [.. DropsOf(graph, chains).SelectMany((chain, index) => chain.Keys.Select(site => Layer(offsets[index] + site)))];
        // A table that is too long is refused below; its last number may be any.
        var most = chains.Sum(chain => chain.Length) + 1;
        var rows = (worthy.IsEmpty ? Enumerable.Range(1, Math.Min(length, most)) : worthy).Select(Layer).ToImmutableHashSet();
        var search = new PositionSearch(chains, legal, (_, _) =>
            "it is no layer that may go: it changes channels or extent, or is no plain convolution");
        return new LayerOnlyWindow(graph, search.Find(rows, length, firstSite, file));
    }

    /// <summary>What dropping some layers means, front to back.</summary>
    internal IEnumerable<(Candidate Candidate, double Saved, double Change)> Dropped(
        ImmutableHashSet<int> positions, Func<Candidate, double> saved, Func<Candidate, double> change) =>
        Positions.Chains.SelectMany((chain, index) => LayerOnlyMethod.Grouped(
            chain,
            drops[index],
            drops[index].Keys.Where(site => Positions.Find(index, Layer(site)) is { End: var position } && positions.Contains(position)),
            saved,
            change));

    private static Segment Layer(int number) => new(number - 1, number);

    private static ImmutableArray<Dictionary<int, Candidate>> DropsOf(Graph graph, ImmutableArray<LayerChain> chains) =>
        [.. chains.Select((chain, index) => LayerOnlyMethod.DropsOf(graph, chain, index))];
}

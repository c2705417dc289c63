using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Finds where the positions of a published table lie in a network: where all its rows are legal, and the fewest legal ones lack.
/// </summary>
/// <param name="chains">The chains of the network.</param>
/// <param name="legal">What rows there can be, in positions over all chains.</param>
/// <param name="whyNot">Why a segment of a chain is not among them.</param>
internal sealed class PositionSearch(
    ImmutableArray<LayerChain> chains, ImmutableArray<Segment> legal, Func<int, Segment, string?> whyNot)
{
    /// <summary>A table with more illegal rows than one in so many is that of another network.</summary>
    private const int Tolerated = 10;
    private readonly HashSet<Segment> known = [.. legal];
    private readonly ImmutableArray<string> names = [.. chains.SelectMany(chain => chain.Sites).Select(site => site.Name)];

    /// <summary>The place of a table.</summary>
    /// <param name="rows">Its segments.</param>
    /// <param name="length">Its last position.</param>
    /// <param name="firstSite">The layer behind its position 0; null to search.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC3220, DC3221, DC3223, DC3224, DC3228.</exception>
    internal PublishedPositions Find(ImmutableHashSet<Segment> rows, int length, string? firstSite, string file)
    {
        var first = firstSite is null ? 0 : names.IndexOf(firstSite);
        if (first < 0)
        {
            throw DiagnosticCatalog.FirstSiteUnknown.Error(file, firstSite);
        }

        if (length > names.Length - first || length == 0)
        {
            throw DiagnosticCatalog.TableTooLong.Error(file, length, names.Length - first, names[first]);
        }

        var offsets = firstSite is null ? Enumerable.Range(0, names.Length - length + 1) : [first];
        var places = offsets.Select(offset => (Offset: offset, Misfit: MisfitAt(offset, rows, length))).ToList();
        var least = places.Min(place => place.Misfit);
        ImmutableArray<int> best = [.. places.Where(place => place.Misfit == least).Select(place => place.Offset)];
        var positions = new PublishedPositions(chains, best[0], length);
        if (least.Illegal * Tolerated > rows.Count)
        {
            throw DiagnosticCatalog.TableOfAnotherNetwork.Error(file, rows.Count - least.Illegal, rows.Count, positions.NameOf(1));
        }

        if (best.Length > 1)
        {
            throw DiagnosticCatalog.TablePlaceUnclear.Error(file, best.Length, names[best[0]], names[best[1]]);
        }

        return rows.Where(row => !known.Contains(Shifted(row, best[0]))).OrderBy(row => (row.Start, row.End)).ToList() is [var illegal, ..]
            ? throw Illegal(positions, illegal, WhyNot(positions, illegal), file)
            : positions;
    }

    /// <summary>The legal segments of a place, in the table's positions, by start and then end.</summary>
    internal ImmutableArray<Segment> LegalAt(PublishedPositions positions) =>
    [
        .. legal.Select(segment => Shifted(segment, -positions.Offset))
            .Where(segment => segment.Start >= 0 && segment.End <= positions.Length).OrderBy(segment => (segment.Start, segment.End)),
    ];

    /// <summary>Refuses a row.</summary>
    internal static DiagnosticException Illegal(PublishedPositions positions, Segment row, string why, string file) =>
        DiagnosticCatalog.TableRowIllegal.Error(file, row.Start, row.End, positions.NameOf(row.Start + 1), positions.NameOf(row.End), why);

    /// <summary>Makes sure that a table is complete.</summary>
    /// <param name="positions">Its place.</param>
    /// <param name="missing">What it lacks.</param>
    /// <param name="wanted">How many rows there should be.</param>
    /// <param name="isForced">Whether rows of several layers may be missing.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC3222.</exception>
    internal static void Complete(
        PublishedPositions positions, ImmutableArray<(Segment Segment, string Detail)> missing, int wanted, bool isForced, string file)
    {
        var needed = isForced ? [.. missing.Where(row => row.Segment.Length == 1)] : missing;
        if (needed is [var (segment, detail), ..])
        {
            throw DiagnosticCatalog.TableRowsMissing.Error(
                file, missing.Length, wanted, segment.Start, segment.End, positions.NameOf(segment.Start + 1),
                    positions.NameOf(segment.End), detail);
        }
    }

    /// <summary>The legal segments of all chains, in positions over all of them.</summary>
    internal static ImmutableArray<Segment> Flat(ImmutableArray<SegmentRules> rules) =>
    [
        .. rules.SelectMany((rule, index) => rule.Legal.Select(segment =>
            Shifted(segment, rules.Take(index).Sum(before => before.Chain.Length)))),
    ];

    private (int Illegal, int Missing) MisfitAt(int offset, ImmutableHashSet<Segment> rows, int length)
    {
        var illegal = rows.Count(row => !known.Contains(Shifted(row, offset)));
        var there = known.Count(segment => segment.Start >= offset && segment.End <= offset + length);
        return (illegal, there - (rows.Count - illegal));
    }

    private string WhyNot(PublishedPositions positions, Segment row)
    {
        if (positions.Locate(row) is var (chain, segment))
        {
            return whyNot(chain, segment) ?? "nothing can be done there";
        }

        var end = chains[positions.Locate(row with { End = row.Start + 1 })!.Value.Chain].End;
        return $"the chain ends inside{(end.Node is { } node ? $" at '{node}'" : "")}: {end.Reason}";
    }

    private static Segment Shifted(Segment segment, int by) => new(segment.Start + by, segment.End + by);
}

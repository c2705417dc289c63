using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary><see cref="LayerOnly"/> on any graph: single convolutions become the identity.</summary>
/// <remarks>
/// Of a residual block of two convolutions the activation between them goes with either, as in the published networks, and the shortcut is
/// added to the kernel that remains. A block that loses all its convolutions goes as a whole.
/// </remarks>
public sealed class LayerOnlyMethod : IPlanningMethod
{
    /// <summary>As <c>--method</c> spells it.</summary>
    public const string Name = "layer-only";

    private readonly MethodOptions options;
    private readonly ImmutableArray<LayerChain> chains;
    private readonly ImmutableArray<Dictionary<int, Candidate>> drops;

    /// <param name="graph">The network.</param>
    /// <param name="chains">Its chains, planned together.</param>
    /// <param name="options">How the method is set.</param>
    public LayerOnlyMethod(Graph graph, ImmutableArray<LayerChain> chains, MethodOptions options)
    {
        (this.chains, this.options) = (chains, options);
        drops = [.. chains.Select((chain, index) => DropsOf(graph, chain, index))];
        Candidates = [.. drops.SelectMany(chain => chain.OrderBy(drop => drop.Key)).Select(drop => drop.Value)];
    }

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Candidates { get; }

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Promising(LatencyTable latency) =>
        [.. Candidates.Where(candidate => latency.Saved.GetValueOrDefault(candidate) > 0)];

    /// <inheritdoc/>
    public ImmutableArray<IPlanner> Planners(LatencyTable latency, IReadOnlyDictionary<Candidate, ImportanceRow> importance)
    {
        var tables = chains.Select((chain, index) => RowsOf(chain, drops[index], latency, importance)).ToImmutableArray();
        var methods = tables.Select(table => new LayerOnly(table, options.Ticks)).ToImmutableArray();
        var mandatory = latency.OriginalMilliseconds - tables.Sum(table => table.Sum(row => row.Milliseconds));
        return
        [
            new MethodPlanner(
                [.. methods.Select(method => method.Problem)],
                parts => MethodPlans.Point(latency, methods.Zip(parts).SelectMany((pair, chain) => Grouped(
                    chains[chain],
                    drops[chain],
                    drops[chain].Keys.Except(pair.First.Kept(pair.Second).Select(row => row.Position)),
                    drop => latency.Saved[drop],
                    drop => MethodPlans.ChangeOf(drop, importance) ?? 0))),
                milliseconds => milliseconds >= mandatory ? options.Ticks.Budget(milliseconds - mandatory) : null),
        ];
    }

    /// <summary>What dropping each site that may go means, by its index.</summary>
    internal static Dictionary<int, Candidate> DropsOf(Graph graph, LayerChain chain, int index) => chain.Sites
        .Where(site => SegmentRules.ConvolutionOf(graph, chain, site) is { IsIrreducible: false })
        .ToDictionary(site => site.Index, site => DropOf(chain, index, site));

    /// <summary>What dropping sites means, block by block where all of one go.</summary>
    internal static IEnumerable<(Candidate Candidate, double Saved, double Change)> Grouped(
        LayerChain chain, Dictionary<int, Candidate> drops, IEnumerable<int> dropped, Func<Candidate, double> saved, Func<Candidate,
            double> change)
    {
        var sites = dropped.Order().ToList();
        return sites.GroupBy(BlockAt).Select(block =>
        {
            var candidates = block.Select(site => drops[site]).ToList();
            return (
                candidates is [var only] ? only : new Candidate.Identity(candidates[0].Chain, block.Key),
                candidates.Sum(saved),
                candidates.Sum(change));
        });

        Segment BlockAt(int site) => BlockOf(chain, site) is { } block
            && Enumerable.Range(block.Start + 1, block.Length).All(sites.Contains)
            ? block
            : new Segment(site - 1, site);
    }

    /// <summary>What dropping one site means: the site alone, or its block where that then composes or is empty.</summary>
    private static Candidate DropOf(LayerChain chain, int index, LayerSite site)
    {
        var block = BlockOf(chain, site.Index);
        return block switch
        {
            { Length: 1 } => new Candidate.Identity(index, block.Value),
            { Length: 2 } when chain.SitesOf(block.Value).All(other => other.IsComposable && other.Prefix.IsEmpty) =>
                new Candidate.Compose(index, block.Value, [site.Index]),
            _ => new Candidate.Identity(index, new Segment(site.Index - 1, site.Index)),
        };
    }

    /// <summary>The innermost residual branch with an identity shortcut around a site.</summary>
    private static Segment? BlockOf(LayerChain chain, int site) => chain.Spans
        .FirstOrDefault(span => span.Start < site && site <= span.End) is { Shortcut: Shortcut.Identity, ShortcutNodes.IsEmpty: true } span
        ? new Segment(span.Start, span.End)
        : null;

    /// <summary>A site whose dropping saves nothing must stay; what the others take is what dropping them saves.</summary>
    private static ImmutableArray<LayerRow> RowsOf(
        LayerChain chain, Dictionary<int, Candidate> drops, LatencyTable latency, IReadOnlyDictionary<Candidate,
            ImportanceRow> importance) =>
        [
            .. chain.Sites.Select(site => drops.TryGetValue(site.Index, out var drop)
            && latency.Saved.GetValueOrDefault(drop) is > 0 and var saved
                && MethodPlans.ChangeOf(drop, importance) is { } change
                ? new LayerRow(site.Index, saved, Math.Exp(-change))
                : new LayerRow(site.Index, 0, null)),
        ];
}

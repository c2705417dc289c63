using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Relax;

/// <summary>
/// A pass over segments that are to become one convolution each: those of a plan, or one that is named by its first and last layer, as in
/// <c>move-padding{first=conv1;last=conv3}</c>.
/// </summary>
public abstract record SegmentPass : Pass
{
    /// <summary>The segments of a plan.</summary>
    public ImmutableArray<RelaxedSegment> Segments { get; init; } = [];

    /// <summary>The first layer of the segment, where none is given by value.</summary>
    public string? First { get; init; }

    /// <summary>Its last layer.</summary>
    public string? Last { get; init; }

    /// <summary>Layers that become the identity, by name.</summary>
    public ImmutableArray<string> Pruned { get; init; } = [];

    /// <inheritdoc/>
    public sealed override Graph Apply(Graph graph, PassContext context)
    {
        var edit = graph.Edit();
        foreach (var segment in First is { } first && Last is { } last ? Named(graph, first, last, context) : Segments)
        {
            if (TryRewrite(edit, segment) is { } why)
            {
                var (from, to) = (First ?? graph.NameOf(segment.Input), Last ?? graph.NameOf(segment.Target));
                context.Diagnostics.Report(DiagnosticCatalog.NotRelaxed.At(null, from, to, why));
            }
        }

        return edit.ToGraph();
    }

    /// <summary>Rewrites one segment, or says why not.</summary>
    protected abstract string? TryRewrite(GraphEditor edit, RelaxedSegment segment);

    /// <summary>Why the segment cannot be taken as it is found in a chain; null where it can.</summary>
    protected virtual string? WhyNot(Graph graph, LayerChain chain, Candidate.Compose candidate) => null;

    private ImmutableArray<RelaxedSegment> Named(Graph graph, string first, string last, PassContext context)
    {
        foreach (var chain in ChainAnalysis.Run(graph))
        {
            if (chain.Sites.FirstOrDefault(site => site.Name == first) is { } from
                && chain.Sites.FirstOrDefault(site => site.Name == last) is { } to && from.Index <= to.Index)
            {
                var pruned = chain.Sites.Where(site => Pruned.Contains(site.Name)).Select(site => site.Index);
                var candidate = new Candidate.Compose(0, new Segment(from.Index - 1, to.Index), [.. pruned]);
                if ((chain.WhyNotLegal(candidate.Segment) ?? WhyNot(graph, chain, candidate)) is not { } why)
                {
                    return [RelaxedSegment.Of(chain, candidate)];
                }

                context.Diagnostics.Report(DiagnosticCatalog.NotRelaxed.At(null, first, last, why));
                return [];
            }
        }

        context.Diagnostics.Report(DiagnosticCatalog.NotRelaxed.At(null, first, last, "no chain of layers leads from one to the other"));
        return [];
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Merge;

/// <summary>The linear part of a segment as a tree of maps: its convolutions without their activations, its shortcuts as sums.</summary>
public static class SegmentMap
{
    /// <summary>The tree, or why there is none.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="segment">A legal segment of it.</param>
    /// <param name="pruned">Sites (by index) that become the identity.</param>
    public static (AffineMap? Map, string? WhyNot) Of(Graph graph, LayerChain chain, Segment segment, Dims pruned = default)
    {
        if (chain.SitesOf(segment).FirstOrDefault(site => !site.IsComposable || !site.Prefix.IsEmpty) is { } site)
        {
            return (null, site.IsComposable ? $"'{site.Name}' has an activation in front of its convolution" : $"'{site.Name}' stands for a region that is not a chain of convolutions");
        }

        if (chain.SpansOf(segment).FirstOrDefault(span => span.Shortcut is Shortcut.Resample) is { } resampled)
        {
            return (null, $"the shortcut into '{resampled.Join.Name}' is no convolution");
        }

        return (new Builder(graph, chain, pruned).Between(segment.Start, segment.End, []), null);
    }

    /// <summary>
    /// Whether nothing of a residual branch remains. It then contributes nothing and the addition goes with it; the released LayerMerge
    /// networks would add the shortcut to itself.
    /// </summary>
    internal static bool IsEmptied(SkipSpan span, Dims pruned) =>
        span.ShortcutNodes.IsEmpty && Enumerable.Range(span.Start + 1, span.End - span.Start).All(site => pruned.Contains(site));

    private sealed class Builder(Graph graph, LayerChain chain, Dims pruned)
    {
        public AffineMap Between(int start, int end, ImmutableHashSet<SkipSpan> entered)
        {
            var steps = new List<AffineMap>();
            for (var position = start; position < end;)
            {
                var outermost = chain.SpansOf(new Segment(position, end)).LastOrDefault(span => span.Start == position && !entered.Contains(span));
                if (outermost is null)
                {
                    Append(steps, chain.Sites[position]);
                    position++;
                    continue;
                }

                if (IsEmptied(outermost, pruned))
                {
                    steps.AddRange(outermost.Tail.Maps.Select(Lift));
                    position = outermost.End;
                    continue;
                }

                var shortcut = outermost.ShortcutNodes.IsEmpty
                    ? AffineMap.Of(ConvKernel.Identity(graph.TypeOf(outermost.Input)!.Shape[1].Size, graph.TypeOf(outermost.Input)!.Shape.Count - 2))
                    : AffineMap.Chain([.. outermost.ShortcutNodes.Select(Lift)]);
                steps.Add(AffineMap.Added(Between(position, outermost.End, entered.Add(outermost)), shortcut));
                steps.AddRange(outermost.Tail.Maps.Select(Lift));
                position = outermost.End;
            }

            return steps switch
            {
                [] => ConvKernel.Identity(graph.TypeOf(chain.ValueAt(start))!.Shape[1].Size, graph.TypeOf(chain.ValueAt(start))!.Shape.Count - 2),
                [var only] => only,
                _ => AffineMap.Chain([.. steps]),
            };
        }

        private void Append(List<AffineMap> steps, LayerSite site)
        {
            if (pruned.Contains(site.Index))
            {
                steps.Add(ConvKernel.Identity(graph.TypeOf(site.Input)!.Shape[1].Size, graph.TypeOf(site.Input)!.Shape.Count - 2));
                return;
            }

            steps.Add(Lift(site.Conv!));
            steps.AddRange(site.Tail.Maps.Select(Lift));
        }

        private AffineMap Lift(Node node) =>
            node.Op.Lift(graph.OperandsOf(node).AsSpan()) ?? throw new CompilerBugException($"'{node.Name}' was taken for a linear map");
    }
}

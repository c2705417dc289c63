using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// The part of a network in which a candidate is measured: its segment with the nearest layers on both sides, so that call overhead, layout changes at the
/// ends and the engine's fusions with neighbors cancel in the difference.
/// </summary>
public static class CandidateContext
{
    /// <summary>
    /// The part with the segment as it is, and the part with the candidate in its place, free of what the final network is freed of, too: where a layer
    /// disappears, two activations may follow each other.
    /// </summary>
    public static (Graph Before, Graph After) Of(Graph graph, ImmutableArray<LayerChain> chains, Candidate candidate, Realization realization)
    {
        var chain = chains[candidate.Chain];
        var around = Around(chain, candidate.Segment);
        var (from, to) = (chain.InputOf(around), chain.TailOf(around).Output);
        var changed = CandidateRewriter.Apply(graph, chains, [realization]);
        var after = Pipelines.Optimize.Run(Subgraph.Between(changed, [from], [to]), new PassContext(new DiagnosticSink()));
        return (Subgraph.Between(graph, [from], [to]), after);
    }

    /// <summary>The segment with at least one more site on either side, as far as the chain goes and legality demands.</summary>
    public static Segment Around(LayerChain chain, Segment segment)
    {
        var best = segment;
        var shortest = int.MaxValue;
        var least = Math.Min(chain.Length, segment.End + 1);
        for (var start = Math.Max(0, segment.Start - 1); start >= 0 && least - start < shortest; start--)
        {
            for (var end = least; end <= chain.Length && end - start < shortest; end++)
            {
                if (chain.IsLegal(new Segment(start, end)))
                {
                    best = new Segment(start, end);
                    shortest = best.Length;
                }
            }
        }

        return best;
    }
}

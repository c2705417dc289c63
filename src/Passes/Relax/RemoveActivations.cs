using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Merge;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Relax;

/// <summary>Drops the activations inside a segment; the one at its end stays.</summary>
public sealed record RemoveActivations : SegmentPass
{
    /// <inheritdoc/>
    public override string Name => "remove-activations";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Trained;

    /// <inheritdoc/>
    protected override string? WhyNot(Graph graph, LayerChain chain, Candidate.Compose candidate) =>
        SegmentMap.Of(graph, chain, candidate.Segment, candidate.Pruned).WhyNot;

    /// <inheritdoc/>
    protected override string? TryRewrite(GraphEditor edit, RelaxedSegment segment)
    {
        foreach (var tail in segment.Inner.Where(tail => tail.HasActivation))
        {
            // What is added from outside stays where it is; merging carries it behind the convolutions. Nothing else may stand there.
            var kept = tail.Shifts is [.., var last] ? last.Join.Output : tail.Linear;
            if (kept != tail.Output)
            {
                edit.Replace(tail.Output, kept);
            }
        }

        return null;
    }
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Relax;

/// <summary>
/// Puts the identity in place of the convolutions that a segment is to lose, with what follows them linearly (LayerMerge, section 4.1).
/// </summary>
public sealed record PruneConvolutions : SegmentPass
{
    /// <inheritdoc/>
    public override string Name => "prune-convolutions";

    /// <inheritdoc/>
    public override Exactness Exactness => Exactness.Trained;

    /// <inheritdoc/>
    protected override string? TryRewrite(GraphEditor edit, RelaxedSegment segment)
    {
        var graph = edit.Graph;
        foreach (var site in segment.Pruned)
        {
            var conv = graph.ProducerOf(site.Conv!.Output)!;
            if (graph.TypeOf(conv.Inputs[0]!) != graph.TypeOf(site.Tail.Linear))
            {
                return $"'{site.Name}' changes the shape and cannot be the identity";
            }

            edit.Redefine(site.Tail.Linear, new Identity(), [conv.Inputs[0]], [conv, .. site.Tail.Maps]);
        }

        foreach (var span in segment.Emptied)
        {
            // Nothing of the branch remains: the sum is the shortcut, not twice that.
            var join = graph.ProducerOf(span.Join.Output)!;
            edit.Redefine(join.Output, new Identity(), [join.Inputs[0]], join);
        }

        return null;
    }
}

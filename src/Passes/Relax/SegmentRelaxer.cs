using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Merge;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Verification;

namespace DepthCompress.Passes.Relax;

/// <summary>
/// Makes the segments that a plan composes trainable in parts, and one convolution each once they are trained: inner activations and pruned
/// convolutions go, padding moves to the front, so that the merge is exact for whatever weights training finds.
/// </summary>
public static class SegmentRelaxer
{
    /// <summary>The relaxed network, and the segments that are linear in it now; what would not merge again is left as it is.</summary>
    public static (Graph Graph, ImmutableArray<RelaxedSegment> Segments) Relax(
        Graph network, ImmutableArray<LayerChain> chains, IEnumerable<Candidate.Compose> candidates, PassContext context)
    {
        var (graph, segments) = (network, ImmutableArray.CreateBuilder<RelaxedSegment>());
        foreach (var candidate in candidates)
        {
            var segment = RelaxedSegment.Of(chains[candidate.Chain], candidate);
            var relaxed = PipelineFor([segment]).Run(graph, context);
            if (LinearRun.Between(relaxed, segment.Input, segment.Target, outer: segment.Outer).Map?.Compose().Kernel is not null
                && (segment.Norm is null || NewNormalization.WhyNot(relaxed, segment.Norm, segment.Target) is null))
            {
                (graph, segment) = Ended(relaxed, chains[candidate.Chain], segment);
                segments.Add(segment);
            }
        }

        return (graph, segments.ToImmutable());
    }

    /// <summary>What the candidate says of the activation at its end, done as <see cref="CandidateRewriter"/> does it.</summary>
    private static (Graph Graph, RelaxedSegment Segment) Ended(Graph graph, LayerChain chain, RelaxedSegment segment)
    {
        var (position, edit) = (chain.TailAt(segment.Candidate.Segment.End), graph.Edit());
        switch (segment.Candidate.End)
        {
            case var _ when segment.Norm is { } norm:
                var normed = segment.Target;
                segment = segment with { Target = Again(normed) };
                NewNormalization.Put(edit, norm, segment.Target, normed);
                break;
            case EndActivation.Dropped:
                edit.Redefine(position.Output, new Identity(), [position.Linear], position.Activation.AsSpan());
                break;
            case EndActivation.Added or EndActivation.Relu6:
                var linear = Again(position.Linear);
                AddedActivation.Put(edit, chain, segment.Candidate, linear);
                segment = segment.Target == position.Linear ? segment with { Target = linear } : segment;
                break;
        }

        return (edit.ToGraph(), segment);

        Value Again(Value value)
        {
            var end = graph.ProducerOf(value)!;
            return edit.Define(end.Name, end.Op, end.Inputs.AsSpan(), end);
        }
    }

    /// <summary>The segments as one convolution each, and the proof that they compute what their parts did.</summary>
    /// <exception cref="DiagnosticException">DC5006: one is not proved.</exception>
    public static (Graph Graph, ImmutableArray<MergeCertificate> Certificates) Merge(
        Graph trained, ImmutableArray<RelaxedSegment> segments, PassContext context)
    {
        var merged = new ComposeSegments { Segments = segments }.Apply(trained, context);
        return (merged, [.. segments.SelectMany(segment => Certified(trained, merged, segment))]);
    }

    private static Pipeline PipelineFor(ImmutableArray<RelaxedSegment> segments) =>
    [
        new RemoveActivations { Segments = segments },
        new PruneConvolutions { Segments = segments },
        new MovePadding { Segments = segments },
    ];

    private static IEnumerable<MergeCertificate> Certified(Graph before, Graph after, RelaxedSegment segment)
    {
        var name = before.NameOf(segment.Target);
        ImmutableArray<Value> carried = segment.Shifts.IsEmpty ? [] : MergedTail.Of(after, segment.Input, segment.Target).Outer;
        var outer = segment.Outer.Union(carried);
        var whole = CompositionProof.Held(name, MergeCertificate.Of(before, after, segment.Input, segment.Target, outer: outer));
        yield return !whole.PaddingMoved ? whole : throw DiagnosticCatalog.MergeNotProven.Error(null, name, "there is padding between its layers");
        foreach (var (shift, now) in segment.Shifts.Zip(carried))
        {
            yield return CompositionProof.Held(name, ShiftCertificate.Of(
                before, after, (shift.Join.Output, segment.Target), (shift.Outer, now), null, outer));
        }
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Merge;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Relax;

/// <summary>A segment that is to become one convolution, by values: rewrites keep those, so that it is found again after each.</summary>
/// <param name="Candidate">What chose it.</param>
/// <param name="Input">What it reads.</param>
/// <param name="Target">What it computes, before the activation at its end.</param>
/// <param name="Inner">What follows each convolution and each addition inside; activations there are dropped.</param>
/// <param name="Pruned">The sites that become the identity.</param>
/// <param name="Emptied">Additions whose residual branch is pruned whole.</param>
public sealed record RelaxedSegment(
    Candidate.Compose Candidate,
    Value Input,
    Value Target,
    ImmutableArray<Tail> Inner,
    ImmutableArray<LayerSite> Pruned,
    ImmutableArray<SkipSpan> Emptied)
{
    /// <summary>Outer values that are added inside.</summary>
    public ImmutableArray<Shift> Shifts => [.. Inner.SelectMany(tail => tail.Shifts)];

    /// <summary>The values of <see cref="Shifts"/>.</summary>
    public ImmutableHashSet<Value> Outer => [.. Shifts.Select(shift => shift.Outer)];

    /// <summary>A normalization inside, in place of which another comes behind; null where there is none, or one stands there already.</summary>
    public Node? Norm { get; init; }

    /// <summary>The segment of a candidate.</summary>
    public static RelaxedSegment Of(LayerChain chain, Candidate.Compose candidate)
    {
        var (segment, end) = (candidate.Segment, chain.TailOf(candidate.Segment));
        var tails = chain.SitesOf(segment).Select(site => site.Tail).Concat(chain.SpansOf(segment).Select(span => span.Tail));
        return new RelaxedSegment(
            candidate,
            chain.InputOf(segment),
            end.Linear,
            [.. tails.Where(tail => tail != end)],
            [.. chain.SitesOf(segment).Where(site => candidate.Pruned.Contains(site.Index))],
            [.. chain.SpansOf(segment).Where(span => SegmentMap.IsEmptied(span, candidate.Pruned))])
        {
            Norm = CarriedConditioning.NormToReplace(chain, segment),
        };
    }

    /// <summary>The nodes between both ends, in order, in a graph that still has them.</summary>
    public ImmutableArray<Node> NodesIn(Graph graph)
    {
        var (needed, outer) = (new HashSet<Value> { Target }, Outer);
        foreach (var node in graph.Nodes.Reverse().Where(node => node.Outputs.Any(needed.Contains)))
        {
            needed.UnionWith(node.Inputs.OfType<Value>().Where(value => value != Input && !outer.Contains(value)));
        }

        return [.. graph.Nodes.Where(node => needed.Contains(node.Output))];
    }
}

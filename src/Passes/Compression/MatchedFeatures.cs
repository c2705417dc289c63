using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Compression;

/// <summary>Values that a compressed network and the original both compute: rewrites keep values, so they are the same objects.</summary>
internal static class MatchedFeatures
{
    /// <summary>The values to compare, in the order of computation.</summary>
    public static ImmutableArray<Value> Of(
        Graph original, Graph student, ImmutableArray<LayerChain> chains, ImmutableArray<Candidate> chosen, FeatureMatching where)
    {
        var shared = student.Nodes.Select(node => node.Output).Where(value => IsFeature(original, student, value)).ToList();
        return where switch
        {
            FeatureMatching.Segments => AtEnds(shared, chains, chosen),
            FeatureMatching.Stages => [.. shared.Where((value, index) =>
                index + 1 == shared.Count || ExtentOf(student, shared[index + 1]) != ExtentOf(student, value))],
            _ => [],
        };
    }

    private static ImmutableArray<Value> AtEnds(List<Value> shared, ImmutableArray<LayerChain> chains, ImmutableArray<Candidate> chosen)
    {
        var tails = chosen.Select(candidate => chains[candidate.Chain].TailOf(candidate.Segment)).ToList();
        var ends = tails.Select(tail => shared.Contains(tail.Output) ? tail.Output : tail.Linear).ToHashSet();
        return [.. shared.Where(ends.Contains)];
    }

    private static bool IsFeature(Graph original, Graph student, Value value) =>
        original.ProducerOf(value) is not null && !student.IsOutput(value)
        && student.TypeOf(value) is { Element: ElementType.Float32, Shape.Count: > 2 } type && type == original.TypeOf(value);

    private static Shape ExtentOf(Graph graph, Value value) => graph.TypeOf(value)!.Shape[2..];
}

using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>What every case of another compiler has to pass here.</summary>
internal static class PeersCheck
{
    /// <summary>
    /// The network behind the lossless pipeline, held against the original: every pass by value, the whole in the engine, and what callers see
    /// of it.
    /// </summary>
    public static Graph Optimized(string text) => Optimized(GraphParser.Parse(text));

    /// <inheritdoc cref="Optimized(string)"/>
    public static Graph Optimized(Graph graph)
    {
        var context = new PassContext(new DiagnosticSink(), new OrtExecutor());

        var after = Pipelines.Optimize.Run(graph, context, new VerifyObserver(), new EquivalenceObserver());

        Agree(graph, after);
        Assert.Same(after, Pipelines.Optimize.Run(after, context));
        return after;
    }

    /// <summary>The engine computes the same of both, and both are called the same way.</summary>
    public static void Agree(Graph graph, Graph after)
    {
        var report = new EquivalenceCheck(new OrtExecutor()).Compare(graph, after, new RandomInputs { Batch = 2, Seed = 7 }.For(graph));
        Assert.True(report.Passed, string.Join('\n', report.Failures.Select(failure => failure.Message)));
        Assert.Empty(GraphVerifier.VerifyInterface(graph, after));
    }

    /// <summary>The types of the nodes, in order.</summary>
    public static string Types(Graph graph) => string.Join(' ', graph.Nodes.Select(node => node.Op.OpType));

    /// <summary>The bytes of everything that a file has to hold of constants.</summary>
    public static long Bytes(Graph graph) =>
        graph.Initializers.Values.Sum(tensor => (long)tensor.Bytes.Length)
        + graph.Nodes.Sum(node => node.Op is Constant constant ? constant.Value.Bytes.Length : 0L);
}

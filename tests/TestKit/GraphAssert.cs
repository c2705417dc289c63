using DepthCompress.GraphIR;
using Xunit;

namespace DepthCompress.TestKit;

/// <summary>What tests say about graphs. Failures show the graph as <c>.dcir</c>, so that it can become a golden as it is.</summary>
public static class GraphAssert
{
    /// <summary>The graph keeps every invariant.</summary>
    public static void Sound(Graph graph)
    {
        var problems = GraphVerifier.Verify(graph);
        Assert.True(problems.IsEmpty,
            $"{string.Join('\n', problems.Select(problem => problem.ToLine(graph.Name)))}\n{GraphPrinter.Print(graph)}");
    }

    /// <summary>The graph prints as this text.</summary>
    public static void Prints(string expected, Graph graph) => Assert.Equal(expected.TrimEnd() + "\n", GraphPrinter.Print(graph));
}

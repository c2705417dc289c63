using DepthCompress.GraphIR;
using DepthCompress.Passes;
using Xunit;

namespace DepthCompress.TestKit;

/// <summary>
/// Checks a golden file: both graphs verify, the result prints as written, the diagnostics are those, values shared by an exact pipeline
/// are equal, a second run changes nothing, printing and parsing invert each other. With <c>DC_ACCEPT=1</c> the expectations are rewritten
/// instead.
/// </summary>
public sealed class GoldenRunner(IGraphExecutor? executor)
{
    /// <summary>Checks the file at <paramref name="path"/>.</summary>
    public void Check(string path)
    {
        var golden = GoldenFile.Read(path);
        var sink = new DiagnosticSink();
        var pipeline = Pipeline.Parse(golden.Pipeline, sink);
        Assert.Empty(sink.All);

        var before = GraphParser.Parse(golden.Before, Path.GetDirectoryName(path), golden.FirstLine);
        AssertVerified(before);
        AssertTextInverts(before);

        var context = new PassContext(sink, executor);
        var after = pipeline.Run(before, context, new VerifyObserver(), new EquivalenceObserver());
        AssertVerified(after);
        AssertTextInverts(after);

        var printed = GraphPrinter.Print(after);
        ImmutableArray<string> lines = [.. sink.All.Select(GoldenFile.Line)];
        if (Environment.GetEnvironmentVariable("DC_ACCEPT") == "1")
        {
            golden.Accept(GraphPrinter.Print(before), printed, lines);
            return;
        }

        Assert.Equal(golden.After ?? GraphPrinter.Print(before), printed);
        Assert.Equal(string.Join('\n', golden.Diagnostics), string.Join('\n', lines));
        if (golden.After is null)
        {
            Assert.Same(before, after);
        }

        Assert.Same(after, pipeline.Run(after, context with { Diagnostics = new DiagnosticSink() }));
    }

    private static void AssertVerified(Graph graph) => Assert.Empty(GraphVerifier.Verify(graph));

    private static void AssertTextInverts(Graph graph)
    {
        var text = GraphPrinter.Print(graph);
        Assert.Equal(text, GraphPrinter.Print(GraphParser.Parse(text)));
    }
}

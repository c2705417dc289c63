using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Tests;

/// <summary>
/// Depth is no limit: everything here runs on a stack that a call per node would overflow. Ends that come early are a crash of the tests,
/// which is what they would be of the program.
/// </summary>
public sealed class DeepGraphTests
{
    private const int Nodes = 20_001;

    [Fact]
    public void DeepGraphsAreWrittenReadVerifiedAndPrinted() => SmallStack.Run(() =>
    {
        var graph = DeepNetworks.Chain(Nodes);
        var bytes = OnnxWriter.ToBytes(new Model(graph, new OnnxShell()));
        var read = OnnxReader.Read(bytes, new DiagnosticSink());
        Assert.Equal(Nodes, read.Graph.Nodes.Length);
        Assert.Empty(GraphVerifier.Verify(read.Graph));
        Assert.Equal(bytes, OnnxWriter.ToBytes(read));
        Assert.Equal([1, 2, 4, 4], read.Graph.TypeOf(read.Graph.Outputs[0].Value)!.Shape.Select(axis => axis.Size));
        var text = GraphPrinter.Print(read.Graph);
        Assert.Equal(text, GraphPrinter.Print(GraphParser.Parse(text)));
    });

    [Fact]
    public void DeepGraphsAreOptimizedAndAnalyzed() => SmallStack.Run(() =>
    {
        var optimized = Pipelines.Optimize.Run(DeepNetworks.Chain(Nodes), new PassContext(new DiagnosticSink()));
        Assert.Empty(optimized.Nodes.Where(node => node.Op is BatchNormalization));
        Assert.Equal(2 * Nodes / 3, optimized.Nodes.Length);
        var chain = Assert.Single(ChainAnalysis.Run(optimized));
        Assert.Equal(Nodes / 3, chain.Sites.Length);
    });
}

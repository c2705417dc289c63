namespace DepthCompress.GraphIR.Tests;

public sealed class GraphGeneratorTests
{
    [Fact]
    public void EveryNetworkIsSoundAndSurvivesItsText()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var graph = GraphGenerator.Create(seed, half: seed % 5 == 0);

            GraphAssert.Sound(graph);
            GraphAssert.Prints(GraphPrinter.Print(graph), GraphParser.Parse(GraphPrinter.Print(graph)));
        }
    }

    [Fact]
    public void NetworksDiffer()
    {
        var graphs = Enumerable.Range(0, 300).Select(seed => GraphGenerator.Create(seed)).ToList();
        var convolutions = graphs.SelectMany(graph => graph.Nodes, (graph, node) => (graph, node))
            .Where(entry => entry.node.Op is Conv).ToList();

        Assert.Equal(
            new[] { 1, 2, 3 },
            convolutions.Select(entry => ((Conv)entry.node.Op).Window.Rank).Distinct().Order());
        Assert.Contains(convolutions, entry => ((Conv)entry.node.Op).Groups > 1);
        Assert.Contains(convolutions, entry => ((Conv)entry.node.Op).Window.Dilations.Any(step => step > 1));
        Assert.Contains(convolutions, entry => ((Conv)entry.node.Op).Window is var window && window.PadBegin(0) != window.PadEnd(0));
        Assert.Contains(convolutions, entry => entry.graph.UsesOf(entry.node.Inputs[1]!).Length > 1);
        Assert.Contains(graphs, graph => graph.Outputs.Length > 1);
        Assert.Contains(graphs, graph => graph.Inputs[0].Declared!.Shape[0].IsKnown);
        Assert.All(
            new[] { "Add", "Mul", "Sub", "Div", "Concat", "BatchNormalization", "MaxPool", "AveragePool", "Pad", "Dropout", "Identity",
                "Gemm" },
            type => Assert.Contains(graphs, graph => graph.Nodes.Any(node => node.Op.OpType == type)));
    }
}

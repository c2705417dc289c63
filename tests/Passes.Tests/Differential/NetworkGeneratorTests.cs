using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

public sealed class NetworkGeneratorTests
{
    private const int Networks = 1200;

    private static readonly ImmutableArray<Graph> All = [.. Enumerable.Range(1, Networks).Select(RandomNetwork.Of)];

    [Fact]
    public void NoOperatorIsMissing()
    {
        var drawn = All.SelectMany(graph => graph.Nodes).Select(node => node.Op.OpType).ToHashSet();

        Assert.DoesNotContain(OperatorCatalog.All, entry => !drawn.Contains(entry.Type));
        Assert.Contains(All, graph => graph.Nodes.Any(node => node.Op is Opaque));
    }

    [Fact]
    public void EveryNetworkIsSound() => Assert.All(All, GraphAssert.Sound);

    [Fact]
    public void TheSameSeedGivesTheSameNetwork() => Assert.All(Enumerable.Range(1, 20), seed =>
        Assert.Equal(GraphPrinter.PrintWithData(All[seed - 1]), GraphPrinter.PrintWithData(RandomNetwork.Of(seed))));

    /// <summary>What the compiler is asked about must occur, and more than once.</summary>
    [Fact]
    public void WhatIsHardIsAmongThem()
    {
        Assert.All(NetworkFeatures.Names, name => AtLeast(20, All.Where(graph => NetworkFeatures.Of(graph).Contains(name))));
        var convs = All.SelectMany(graph => graph.Nodes.Select(node => (graph, node))).Where(pair => pair.node.Op is Conv)
            .Select(pair => (pair.graph, pair.node, conv: (Conv)pair.node.Op)).ToList();
        AtLeast(20, convs.Where(it => it.graph.TypeOf(it.node.Inputs[0]!)!.Shape.Skip(2).Zip(it.conv.Window.KernelShape)
            .Any(axis => axis.First.Size < axis.Second)));
        Assert.Equal([1, 2, 3], convs.Select(it => it.conv.Window.Rank).Distinct().Order());
    }

    /// <summary>A rule that needs four nodes in a row has something to do.</summary>
    [Fact]
    public void EmbeddingsAreFolded() => AtLeast(20, All.Where(graph =>
        !ReferenceEquals(graph, new FoldPixelConvolution().Apply(graph, new PassContext(new DiagnosticSink())))));

    private static void AtLeast<T>(int count, IEnumerable<T> found) => Assert.InRange(found.Count(), count, int.MaxValue);
}

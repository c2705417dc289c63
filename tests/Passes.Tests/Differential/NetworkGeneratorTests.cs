using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

public sealed class NetworkGeneratorTests
{
    private const int Networks = 1200;

    private static readonly ImmutableArray<Graph> All = [.. Enumerable.Range(1, Networks).Select(NetworkGenerator.Create)];

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
        Assert.Equal(GraphPrinter.PrintWithData(All[seed - 1]), GraphPrinter.PrintWithData(NetworkGenerator.Create(seed))));

    /// <summary>What the compiler is asked about must occur, and more than once.</summary>
    [Fact]
    public void WhatIsHardIsAmongThem()
    {
        var convs = All.SelectMany(graph => graph.Nodes.Select(node => (graph, node))).Where(pair => pair.node.Op is Conv)
            .Select(pair => (pair.graph, pair.node, conv: (Conv)pair.node.Op)).ToList();
        AtLeast(20, convs.Where(it => it.conv.Groups > 1 && it.conv.Groups == it.graph.TypeOf(it.node.Inputs[0]!)!.Shape[1].Size));
        AtLeast(20, convs.Where(it => it.conv.Groups > 1));
        AtLeast(20, convs.Where(it => it.conv.Window.Dilations.Any(step => step > 1)));
        AtLeast(20, convs.Where(it => it.conv.Window.Strides.Any(stride => stride > 1)));
        AtLeast(20, convs.Where(it => it.conv.Window.AutoPad is not AutoPad.Explicit));
        AtLeast(20, convs.Where(it => Enumerable.Range(0, it.conv.Window.Rank).Any(axis => it.conv.Window.PadBegin(axis) != it.conv.Window.PadEnd(axis))));
        AtLeast(20, convs.Where(it => it.graph.TypeOf(it.node.Inputs[0]!)!.Shape.Skip(2).Zip(it.conv.Window.KernelShape)
            .Any(axis => axis.First.Size < axis.Second)));
        Assert.Equal([1, 2, 3], convs.Select(it => it.conv.Window.Rank).Distinct().Order());
        AtLeast(20, All.Where(graph => graph.Outputs.Length > 1));
        AtLeast(20, All.Where(graph => graph.Inputs[0].Declared!.Element is ElementType.Float16));
        AtLeast(20, All.Where(graph => !graph.Inputs[0].Declared!.Shape[0].IsKnown));
        AtLeast(20, All.Where(graph => graph.Initializers.Keys.Any(weight => graph.UsesOf(weight).Length > 1)));
        AtLeast(20, All.Where(graph => graph.Nodes.Any(node => graph.UsesOf(node.Output).Length > 1)));
        AtLeast(20, All.Where(graph => graph.Nodes.Any(node => node.Op is Pad { Pads: { } pads } && pads.Any(size => size < 0))));
    }

    private static void AtLeast<T>(int count, IEnumerable<T> found) => Assert.InRange(found.Count(), count, int.MaxValue);
}

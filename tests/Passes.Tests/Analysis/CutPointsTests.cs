using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Cuts of a network, and its parts between them.</summary>
public sealed class CutPointsTests
{
    [Fact]
    public void ValuesInsideABlockAreNoCuts()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Relu(net.Conv("%x", 4)))));

        Assert.Equal(
            ["x", "conv1", "relu1", "add1", "relu3", "globalaveragepool1", "flatten1", "gemm1"],
            CutPoints.Of(graph).Select(value => value.Hint));
    }

    [Fact]
    public void SeveralInputsMustMeetFirst()
    {
        var graph = GraphParser.Parse(
            "graph @g\n  in %x : f32[2]\n  in %y : f32[2]\n  %a = Relu(%x)\n  %b = Add(%a, %y)\n  %c = Relu(%b)\n  out %c");

        Assert.Equal(["b", "c"], CutPoints.Of(graph).Select(value => value.Hint));
    }

    [Fact]
    public void NothingBehindAnOutputCutsIt()
    {
        var graph = GraphParser.Parse("graph @g\n  in %x : f32[2]\n  %a = Relu(%x)\n  %b = Relu(%a)\n  %c = Relu(%b)\n  out %c\n  out %a");

        Assert.Equal(["x", "a"], CutPoints.Of(graph).Select(value => value.Hint));
    }

    /// <summary>By definition: without the value no output can be reached from an input.</summary>
    [Fact]
    public void ACutIsAValueThatEveryWayPasses()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var graph = GraphGenerator.Create(seed);
            var expected = graph.Inputs.Concat(graph.Nodes.SelectMany(node => node.Outputs)).Where(value => !AnswersWithout(graph, value))
                .ToHashSet();

            Assert.True(expected.SetEquals(CutPoints.Of(graph)), GraphGenerator.Text(seed));
        }
    }

    /// <summary>What stands behind a cut gives, on the cut's value, what the whole gives.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ThePartBehindACutContinuesTheWhole()
    {
        var executor = new OrtExecutor(new OrtSettings { Optimization = OrtOptimization.None });
        for (var seed = 1; seed <= 25; seed++)
        {
            var graph = GraphGenerator.Create(seed);
            var cuts = CutPoints.Of(graph);
            ImmutableArray<Value> outputs = [.. graph.Outputs.Select(output => output.Value)];
            using var session = executor.Open(graph, [cuts[cuts.Length / 2], .. outputs]);
            var whole = session.Run(TensorGenerator.InputsOf(graph).AsSpan());

            var part = Subgraph.Between(graph, [cuts[cuts.Length / 2]], outputs);

            GraphAssert.Sound(part);
            var results = executor.Run(part, whole[0]);
            Assert.All(results.Zip(whole.Skip(1)), pair => Assert.True(pair.First.ContentEquals(pair.Second), GraphGenerator.Text(seed)));
        }
    }

    [Fact]
    public void APartHasNewInputsAndOtherwiseTheSameValues()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Relu(net.Conv("%x", 4)))));
        var (from, to) = (graph.ValueNamed("relu1")!, graph.ValueNamed("add1")!);

        var part = Subgraph.Between(graph, [from], [to, from]);

        Assert.NotSame(from, part.Inputs[0]);
        Assert.Equal(graph.TypeOf(from), part.TypeOf(part.Inputs[0]));
        Assert.Equal(["conv2", "relu2", "conv3", "add1"], part.Nodes.Select(node => node.Name));
        Assert.Same(to, part.Outputs[0].Value);
        Assert.Same(part.Inputs[0], part.Outputs[1].Value);
        Assert.Same(graph.Nodes.Single(node => node.Name == "relu2"), part.Nodes[1]);
        Assert.Equal(4, part.Initializers.Count);
    }

    [Fact]
    public void GraphInputsThatAreStillReadStandBehind()
    {
        var graph = GraphParser.Parse("graph @g\n  in %x : f32[2]\n  in %y : f32[2]\n  %a = Relu(%x)\n  %b = Add(%a, %y)\n  out %b");

        var part = Subgraph.Between(graph, [graph.ValueNamed("a")!], [graph.ValueNamed("b")!]);

        Assert.Equal(["a", "y"], part.Inputs.Select(part.NameOf));
        Assert.Equal(["add"], part.Nodes.Select(node => node.Op.OpType.ToLowerInvariant()));
    }

    private static bool AnswersWithout(Graph graph, Value removed)
    {
        var reached = graph.Inputs.Where(input => input != removed).ToHashSet();
        foreach (var node in graph.Nodes.Where(node => node.Inputs.Any(input => input is not null && reached.Contains(input))))
        {
            reached.UnionWith(node.Outputs.Where(output => output != removed));
        }

        return graph.Outputs.Any(output => reached.Contains(output.Value));
    }
}

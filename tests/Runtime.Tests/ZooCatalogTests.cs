using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Runtime.Tests;

/// <summary>The networks of the catalog, narrow and for small images; the tests of the command count the wide ones.</summary>
public sealed class ZooCatalogTests
{
    public static TheoryData<string> Names => [.. NetworkZoo.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void NetworksAreSound(string name)
    {
        var graph = Narrow(name);
        GraphAssert.Sound(graph);
        Assert.Empty(graph.TypeProblems);
        Assert.All(graph.Nodes, node => Assert.True(graph.TypeOf(node.Output)!.Shape.Skip(1).All(axis => axis.IsKnown)));
        Assert.DoesNotContain(graph.Nodes, node => node.Op is Opaque);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Names))]
    public void TheEngineRunsThem(string name)
    {
        var graph = Narrow(name);
        Tensor[] inputs = [.. graph.Inputs.Select(input => InputOf(graph, input))];
        var expected = new OrtExecutor().Run(graph, inputs)[0];
        Assert.Equal(graph.TypeOf(graph.Outputs[0].Value)!.Shape.Skip(1).Select(axis => axis.Size), expected.Shape.Skip(1));
        Assert.All(expected.ToDoubles(), number => Assert.True(double.IsFinite(number)));
        Assert.NotEqual(expected.ToDoubles().Min(), expected.ToDoubles().Max());

        var path = Path.GetTempFileName();
        try
        {
            OnnxWriter.Write(new Model(graph, new OnnxShell()), path, new OnnxWriteOptions { Force = true });
            var read = OnnxReader.Read(path, new DiagnosticSink()).Graph;
            Assert.Equal(WeightCount.Of(graph), WeightCount.Of(read));
            Assert.Equal(expected.ToDoubles(), new OrtExecutor().Run(read, inputs)[0].ToDoubles());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSeedDecidesTheWeights(string name)
    {
        var (one, same, other) = (Narrow(name), Narrow(name), Narrow(name, seed: 2));
        Assert.All(one.Initializers.Values.Zip(same.Initializers.Values), pair => Assert.True(pair.First.ContentEquals(pair.Second)));
        Assert.All(Kernels(one).Zip(Kernels(other)), pair => Assert.False(pair.First.ContentEquals(pair.Second)));
        Assert.Equal(GraphPrinter.Print(one), GraphPrinter.Print(other));
    }

    [Fact]
    public void TrainingStartsFromTheRightScale()
    {
        var graph = new ResidualNetwork { Width = 64, Blocks = 1, Weights = InitialWeights.Trainable }.Build();
        var weight = Numbers(graph, "stage2.block1.conv1.weight");
        Assert.Equal(2.0 / (128 * 9), weight.Average(number => number * number), 3e-5);
        Assert.All(Numbers(graph, "stem.norm.scale"), scale => Assert.Equal(1, scale));
        Assert.All(Numbers(graph, "stem.norm.shift"), shift => Assert.Equal(0, shift));
        Assert.Equal(0.01, Math.Sqrt(Numbers(graph, "head.weight").Average(number => number * number)), 1e-3);
        Assert.All(Numbers(graph, "head.bias"), bias => Assert.Equal(0, bias));
    }

    [Fact]
    public void ADepthwiseFilterHasAFanOutOfItsTaps()
    {
        var graph = new MobileNetwork { Width = 1, Weights = InitialWeights.Trainable }.Build();
        Assert.Equal(2.0 / 9, Numbers(graph, "stage6.block3.depthwise.weight").Average(number => number * number), 0.02);
    }

    [Fact]
    public void ZerosShareTheirMemory()
    {
        var graph = new ResidualNetwork { Weights = InitialWeights.Zero }.Build();
        Assert.Equal(272474, WeightCount.Of(graph));
        Assert.All(graph.Initializers.Values, tensor => Assert.True(tensor.Bytes.Span.IndexOfAnyExcept((byte)0) < 0));
    }

    [Fact]
    public void PaddedShortcutsHaveNoWeights()
    {
        var graph = new ResidualNetwork { Blocks = 3, Shortcut = ResidualShortcut.Padding }.Build();
        Assert.Equal(269722, WeightCount.Of(graph));
        Assert.Equal((2, 2), (graph.Nodes.Count(node => node.Op is Slice), graph.Nodes.Count(node => node.Op is Pad)));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void APaddedShortcutTakesEverySecondPixelAndPutsZerosOnBothSides()
    {
        var graph = new ResidualNetwork { Input = new(3, 7, 6), Width = 2, Blocks = 1, Shortcut = ResidualShortcut.Padding }.Build();
        using var session = new OrtExecutor().Open(
            graph, [graph.ValueNamed("stage1.block1.relu")!, graph.ValueNamed("stage2.block1.shortcut")!]);
        var outputs = session.Run(InputOf(graph, graph.Inputs[0]));
        var before = outputs[0].AsSpan<float>();
        var after = outputs[1].AsSpan<float>();
        Assert.Equal([2, 4, 4, 3], outputs[1].Shape);
        Assert.Equal(before[(1 * 42) + (6 * 6) + 4], after[(2 * 12) + (3 * 3) + 2]);
        Assert.True(after[..12].IndexOfAnyExcept(0f) < 0 && after[36..48].IndexOfAnyExcept(0f) < 0);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheFeaturesOfAStepAreSinesAndCosines()
    {
        var graph = new DiffusionNetwork { Width = 8, Input = new(3, 8, 8) }.Build();
        using var session = new OrtExecutor().Open(graph, [graph.ValueNamed("time.features")!]);
        var features = session.Run(InputOf(graph, graph.Inputs[0]), Tensor.Create([2], [3L, 999L]))[0].AsSpan<float>();
        Assert.Equal(Math.Sin(3), features[0], 1e-6);
        Assert.Equal(Math.Cos(3 * Math.Pow(10000, -1.0 / 3)), features[5], 1e-6);
        Assert.Equal(Math.Cos(999e-4), features[15], 1e-6);
    }

    [Fact]
    public void WhatCannotBeBuiltIsRefused()
    {
        Assert.Equal(
            "cannot be built for images of 3x30x32: rows and columns are multiples of 8",
            Problem(() => NetworkZoo.Find("ddpm-cifar10").Build(new() { Input = new(3, 30, 32) })));
        Assert.Equal(
            "cannot be built for images of 3x32x16: there are at least 32 rows and columns",
            Problem(() => NetworkZoo.Find("vgg19-cifar").Build(new() { Input = new(3, 32, 16) })));
        Assert.Equal(
            "cannot be built for 10 classes: the network is no classifier",
            Problem(() => NetworkZoo.Find("ddpm-cifar10").Build(new() { Classes = 10 })));
        var unknown = Problem(() => NetworkZoo.Find("alexnet"));
        Assert.StartsWith("no such network; there are resnet20, resnet32, ", unknown, StringComparison.Ordinal);
    }

    private static Graph Narrow(string name, int seed = 1)
    {
        var network = NetworkZoo.Find(name);
        return network.Build(new() { Width = 0.0625, Input = new(3, 32, 40), Classes = network.Classes is null ? null : 7, Seed = seed });
    }

    private static Tensor InputOf(Graph graph, Value input)
    {
        var type = graph.TypeOf(input)!;
        if (type.Element == ElementType.Int64)
        {
            return Tensor.Create([2], [0L, 999L]);
        }

        return Tensor.Build<float>(type.Shape.ToDims(2), numbers =>
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = (float)Math.Sin(i);
            }
        });
    }

    private static IEnumerable<Tensor> Kernels(Graph graph) =>
        graph.Nodes.Where(node => node.Op is Conv).Select(node => graph.Initializers[node.Inputs[1]!]);

    private static double[] Numbers(Graph graph, string name) => graph.Initializers[graph.ValueNamed(name)!].ToDoubles();

    private static string Problem(Action build) => Assert.Throws<DiagnosticException>(build).Diagnostic.Message;
}

using DepthCompress.GraphIR;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Runtime.Tests;

public sealed class ZooTests
{
    public static TheoryData<string> Names => [.. Networks.Keys];

    private static Dictionary<string, Func<int, Graph>> Networks { get; } = new()
    {
        ["plain"] = seed => new PlainNetwork { Seed = seed }.Build(),
        ["plain with biases"] = seed => new PlainNetwork { Seed = seed, HasNorms = false, Depths = [1, 2] }.Build(),
        ["residual"] = seed => new ResidualNetwork { Seed = seed }.Build(),
        ["bottleneck"] = seed => new ResidualNetwork { Seed = seed, IsBottleneck = true, Width = 4, Blocks = 2 }.Build(),
        ["mobile"] = seed => new MobileNetwork { Seed = seed }.Build(),
        ["denoising"] = seed => new DenoisingNetwork { Seed = seed, Width = 8 }.Build(),
        ["denoising with norms"] = seed => new DenoisingNetwork { Seed = seed, Width = 8, Depth = 4, HasNorms = true }.Build(),
        ["unet"] = seed => new UNetwork { Seed = seed, Width = 4 }.Build(),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void NetworksAreSound(string name)
    {
        var graph = Networks[name](1);
        Assert.Empty(GraphVerifier.Verify(graph));
        Assert.All(graph.Nodes, node => Assert.NotNull(graph.TypeOf(node.Output)));
        Assert.All(graph.Nodes.Take(graph.Nodes.Length - 1), node => Assert.Equal(node.Name, graph.NameOf(node.Output)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSeedDecidesEveryWeight(string name)
    {
        var (one, same, other) = (Networks[name](1), Networks[name](1), Networks[name](2));
        Assert.True(AreEqual(one, same));
        Assert.False(AreEqual(one, other));
        Assert.Equal(GraphPrinter.Print(one), GraphPrinter.Print(other));
    }

    [Theory]
    [InlineData(3, 272474, 40)]
    [InlineData(9, 855770, 125)]
    public void ResidualNetworksHaveTheSizesOfThePaper(int blocks, int parameters, int millions)
    {
        // Those of the published networks with projections as shortcuts: 269,722 and 853,018 without, and 2,752 for the two projections.
        var graph = new ResidualNetwork { Blocks = blocks }.Build();
        Assert.Equal(parameters, CountParameters(graph));
        Assert.Equal(millions, CountMultiplications(graph) / 1_000_000);
        Assert.Equal((6 * blocks) + 3, Count<Conv>(graph));
        Assert.Equal(3 * blocks, Count<Add>(graph));
    }

    [Fact]
    public void MobileNetworksHaveTheSizesOfThePaper()
    {
        var graph = new MobileNetwork { Width = 1, Input = new(3, 224, 224), Classes = 1000 }.Build();
        Assert.Equal(3504872, CountParameters(graph));
        Assert.Equal((52, 52, 35, 10), (Count<Conv>(graph), Count<BatchNormalization>(graph), Count<Clip>(graph), Count<Add>(graph)));
        Assert.Equal(300, CountMultiplications(graph) / 1_000_000);
    }

    [Fact]
    public void WidthAndDepthShapeTheMobileNetwork()
    {
        var graph = new MobileNetwork { Depth = 0.4 }.Build();
        Assert.Equal((25, 1), (Count<Conv>(graph), Count<Add>(graph)));
        Assert.Equal("f32[N,1280,2,2]", TypeOf(graph, "features.relu"));
    }

    [Fact]
    public void PlainNetworksNarrowFromStageToStage()
    {
        var graph = new PlainNetwork { Width = 24 }.Build();
        Assert.Equal("f32[N,24,32,32]", TypeOf(graph, "stage1.conv2.relu"));
        Assert.Equal("f32[N,48,16,16]", TypeOf(graph, "stage2.conv3.relu"));
        Assert.Equal("f32[N,96,8,8]", TypeOf(graph, "stage3.conv3.relu"));
        Assert.Equal("f32[N,10]", TypeOf(graph, "logits"));
        Assert.Equal((8, 8, 2, 0), (Count<Conv>(graph), Count<BatchNormalization>(graph), Count<MaxPool>(graph), Count<Add>(graph)));
    }

    [Fact]
    public void DenoisingKeepsAnySize()
    {
        var graph = new DenoisingNetwork().Build();
        Assert.Equal("f32[N,1,H,W]", TypeOf(graph, "denoised"));
        Assert.Equal(["denoised"], graph.Outputs.Select(output => output.Name));
        Assert.Equal((17, 16), (Count<Conv>(graph), Count<Relu>(graph)));
        Assert.Equal(555137, CountParameters(graph));
    }

    [Fact]
    public void TheUNetJoinsItsLevels()
    {
        var graph = new UNetwork { Levels = 3, Width = 8, Input = new(3, 16, 16) }.Build();
        Assert.Equal("f32[N,32,4,4]", TypeOf(graph, "bottom.relu2"));
        Assert.Equal("f32[N,48,8,8]", TypeOf(graph, "up2.concat"));
        Assert.Equal("f32[N,24,16,16]", TypeOf(graph, "up1.concat"));
        Assert.Equal("f32[N,3,16,16]", TypeOf(graph, "output"));
        Assert.Equal((11, 2, 2, 2), (Count<Conv>(graph), Count<Concat>(graph), Count<Resize>(graph), Count<MaxPool>(graph)));
    }

    [Fact]
    public void WeightsKeepTheScaleOfActivations()
    {
        var graph = new PlainNetwork { Width = 32 }.Build();
        var weight = graph.Initializers[graph.ValueNamed("stage2.conv2.weight")!].ToDoubles();
        Assert.Equal(2.0 / (9 * 64), weight.Average(number => number * number), 1e-4);
        Assert.Equal(0, weight.Average(), 1e-3);
    }

    private static bool AreEqual(Graph left, Graph right) =>
        left.Initializers.Values.Zip(right.Initializers.Values).All(pair => pair.First.ContentEquals(pair.Second));

    private static string? TypeOf(Graph graph, string name) => graph.TypeOf(graph.ValueNamed(name)!)?.ToString();

    private static int Count<T>(Graph graph)
        where T : Operator => graph.Nodes.Count(node => node.Op is T);

    private static int CountParameters(Graph graph) => graph.Initializers
        .Where(pair => Path.GetExtension(pair.Key.Hint) is not (".mean" or ".variance"))
        .Sum(pair => pair.Value.Count);

    private static long CountMultiplications(Graph graph) => graph.Nodes.Where(node => node.Op is Conv or Gemm).Sum(node =>
        graph.TypeOf(node.Output)!.Shape.Skip(2).Aggregate((long)graph.Initializers[node.Inputs[1]!].Count, (area, axis) => area * axis.Size));
}

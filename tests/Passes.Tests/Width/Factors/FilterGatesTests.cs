using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests;

/// <summary>Factors in a network, and multiplied into its weights.</summary>
public sealed class FilterGatesTests
{
    public static TheoryData<FilterMode, ResidualShortcut, bool> Cases => new()
    {
        { FilterMode.InBlock, ResidualShortcut.Projection, false },
        { FilterMode.Official, ResidualShortcut.Projection, false },
        { FilterMode.Official, ResidualShortcut.Padding, true },
        { FilterMode.StageConsistent, ResidualShortcut.Projection, false },
        { FilterMode.StageConsistent, ResidualShortcut.Padding, false },
        { FilterMode.StageConsistent, ResidualShortcut.Padding, true },
    };

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Cases))]
    public void FactorsOfOneChangeNothing(FilterMode mode, ResidualShortcut shortcut, bool isBeforeNorm)
    {
        var graph = Residual(shortcut);
        var gated = FilterGates.Insert(graph, FilterSets.Of(graph, mode).Sets, isBeforeNorm).Graph;
        GraphAssert.Sound(gated);
        AssertSame(graph, gated, 1e-6);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Cases))]
    public void FoldedFactorsComputeTheSame(FilterMode mode, ResidualShortcut shortcut, bool isBeforeNorm)
    {
        var graph = Residual(shortcut);
        AssertFolds(graph, FilterSets.Of(graph, mode).Sets, isBeforeNorm);
    }

    /// <summary>Without a normalization the factor is that of kernels and bias, behind a depthwise convolution as well.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void SoDoThoseOfConvolutionsWithBiases()
    {
        var net = new NetworkText();
        var wide = net.Relu(net.Conv(net.Relu(net.Conv("%x", 5)), 6));
        var graph = net.Ends(net.Head(net.Relu(net.Conv(net.Relu(net.Conv(wide, 6, groups: 6)), 4))));
        var sets = FilterSets.Of(graph, FilterMode.InBlock).Sets;
        Assert.Equal([2, 1], sets.Select(set => set.Gates.Length));
        AssertFolds(graph, sets, isBeforeNorm: false);
    }

    [Fact]
    public void FactorsStandBehindTheNormalization()
    {
        var graph = Residual(ResidualShortcut.Projection);
        var sets = FilterSets.Of(graph, FilterMode.Official).Sets;
        Assert.All(Gates(false), gate => Assert.IsType<BatchNormalization>(gate));
        Assert.All(Gates(true), gate => Assert.IsType<Conv>(gate));

        IEnumerable<Operator> Gates(bool isBeforeNorm)
        {
            var (gated, factors) = FilterGates.Insert(graph, sets, isBeforeNorm);
            Assert.Equal(sets.Select(set => set.Count), factors.Select(factor => gated.Initializers[factor].Count));
            return factors.Select(factor => gated.ProducerOf(gated.UsesOf(factor).Single().Node.Inputs[0]!)!.Op);
        }
    }

    private static void AssertFolds(Graph graph, ImmutableArray<FilterSet> sets, bool isBeforeNorm)
    {
        var (gated, factors) = FilterGates.Insert(graph, sets, isBeforeNorm);
        var random = new Random(5);
        var values = sets.Select(set => Enumerable.Range(0, set.Count).Select(_ => 0.8 + (0.4 * random.NextDouble())).ToArray()).ToList();
        var set = gated.WithInitializers(factors.Select((factor, index) => (factor, index)).ToDictionary(pair => pair.factor, pair =>
            Tensor.Create<double>(gated.Initializers[pair.factor].Shape, values[pair.index]).ConvertTo(ElementType.Float32)));
        var all = values.Select(numbers => numbers.Select(_ => true).ToArray()).ToList();

        AssertSame(set, FilterGates.Fold(graph, set, sets, values, all, isBeforeNorm), 1e-4);
        var none = values.Select(numbers => numbers.Select(_ => false).ToArray()).ToList();
        AssertSame(graph, FilterGates.Fold(graph, set, sets, values, none, isBeforeNorm), 0);
    }

    private static void AssertSame(Graph expected, Graph actual, double tolerance)
    {
        var (executor, inputs) = (new OrtExecutor(), new RandomInputs { Batch = 2 }.For(expected));
        var (one, other) = (executor.Run(expected, inputs.AsSpan()), executor.Run(actual, inputs.AsSpan()));
        Assert.All(one[0].ToDoubles().Zip(other[0].ToDoubles()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private static Graph Residual(ResidualShortcut shortcut) =>
        new ResidualNetwork { Blocks = 1, Width = 8, Shortcut = shortcut, Weights = InitialWeights.Varied, Input = new(3, 8, 8) }.Build();
}

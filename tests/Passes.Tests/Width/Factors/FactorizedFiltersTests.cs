using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Passes.Tests;

/// <summary>The method from network to masks, on networks of which it is known what they need.</summary>
public sealed class FactorizedFiltersTests
{
    private static readonly int[] Useless = [1, 3, 6, 7];

    private static readonly TrainingRecipe Recipe = new() { Steps = 60, BatchSize = 32, Threads = 1, Device = TrainingDevice.Cpu };

    private static readonly FactorizedFiltersOptions Gentle = new() { Schedule = new() { Peak = 1e-5 } };

    /// <summary>Nobody reads four of the eight filters of the middle layer: these go, the others stay.</summary>
    [NeedsFact(Need.LibTorch)]
    public void FiltersThatNobodyNeedsGo()
    {
        var graph = Trained();
        var learned = new FactorizedFilters(Gentle with { Part = 0.5 }).Learn(graph, new WidthTarget { Removed = 0.9 }, Training());

        Assert.Equal("conv2", learned.Masks.Layers[0].Name);
        var dead = learned.Masks.Masks[0].DeadFilters();
        Assert.Equal(Useless, Enumerable.Range(0, 8).Where(filter => dead[filter]));
        Assert.Equal(dead, learned.Masks.Masks[1].DeadChannels());
        Assert.Equal([4, 3], learned.Training.Factors.Select(factor => factor.ToDoubles().Count(value => value > 0.5)));
        Assert.Equal("mode in-block, factors behind normalization", learned.Notes[0]);
        Assert.StartsWith("7 of 14 filters in 2 selections stay", learned.Notes[1], StringComparison.Ordinal);
    }

    /// <summary>
    /// A normalization undoes a factor in front of it, but for its epsilon: there the loss says next to nothing about which filters matter.
    /// </summary>
    [NeedsFact(Need.LibTorch)]
    public void InFrontOfTheNormalizationTheLossSaysNothing()
    {
        var graph = Trained();
        Assert.True(Slope(graph, isBeforeNorm: true) < 1e-2 * Slope(graph, isBeforeNorm: false));
    }

    /// <summary>As many filters as the target needs, and in a block nothing but thinner tensors in the end.</summary>
    [NeedsTheory(Need.LibTorch)]
    [InlineData(FilterMode.InBlock, 0.3)]
    [InlineData(FilterMode.LosslessColumns, 0.4)]
    [InlineData(FilterMode.Official, 0.6)]
    [InlineData(FilterMode.StageConsistent, 0.6)]
    public void TheTargetIsReached(FilterMode mode, double removed)
    {
        var net = new NetworkText(inputs: 2, extent: 6, bias: 0.1);
        var stem = net.Relu(net.Norm(net.Conv("%x", 8)));
        var block = net.Relu(net.Add(net.Norm(net.Conv(net.Relu(net.Norm(net.Conv(stem, 8))), 8)), stem));
        var last = net.Relu(net.Add(net.Norm(net.Conv(net.Relu(net.Norm(net.Conv(block, 8))), 8)), block));
        var graph = net.Ends(net.Head(last, classes: 4));
        var target = new WidthTarget { Removed = removed };

        var learned = new FactorizedFilters(Gentle with { Mode = mode }).Learn(graph, target, Training(steps: 30));

        Assert.True(FilterBudget.Removed(learned.Masks, target) >= removed - 0.02);
        GraphAssert.Sound(learned.Masks.Graph);
        var (masked, packed) = (MaskedNetwork.Apply(learned.Masks), Packer.Pack(learned.Masks, new PackOptions { Layout = PackLayout.Union }).Graph);
        AssertSame(masked, packed);
        if (mode is FilterMode.InBlock or FilterMode.StageConsistent)
        {
            Assert.Equal(["Add", "Conv", "Flatten", "Gemm", "GlobalAveragePool", "Relu"], packed.Nodes.Select(node => node.Op.OpType).Distinct().Order());
        }
    }

    [Fact]
    public void AnUnreachableTargetSaysWhatCanBeReached()
    {
        var problem = Refusal(new(), new WidthTarget { Removed = 0.95, SmallestPart = 0.5 });
        Assert.Equal("DC3322", problem.Descriptor.Code);
        Assert.Contains("95 % of the multiply-accumulates", problem.Message, StringComparison.Ordinal);
        Assert.Contains("'in-block'; the most that can be is ", problem.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, FactorizedFiltersOptions> Wrong => new()
    {
        { "part", new() { Part = 1 } },
        { "ramp", new() { Ramp = 0 } },
        { "trade-off", new() { Tradeoff = 0 } },
        { "pull", new() { FirstPull = 0.7 } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void OptionsThatMakeNoSenseAreNamed(string option, FactorizedFiltersOptions options)
    {
        var problem = Refusal(options, new WidthTarget { Removed = 0.3 });
        Assert.Equal("DC3324", problem.Descriptor.Code);
        Assert.Contains($"'{option}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModesHaveNames()
    {
        Assert.All(Enum.GetValues<FilterMode>(), mode => Assert.Equal(mode, FilterModes.Find(FilterModes.NameOf(mode))));
        Assert.Equal(["in-block", "lossless-columns", "official", "stage-consistent"], FilterModes.Names.AsEnumerable());
        Assert.Null(FilterModes.Find("other"));
    }

    private static Diagnostic Refusal(FactorizedFiltersOptions options, WidthTarget target) =>
        Assert.Throws<DiagnosticException>(() => new FactorizedFilters(options).Learn(Untrained(), target, Training())).Diagnostic;

    /// <summary>The mean size of the gradient of a factor, read from a step that follows nothing else.</summary>
    private static double Slope(Graph graph, bool isBeforeNorm)
    {
        var options = Gentle with { Part = 0.5, GatesBeforeNorm = isBeforeNorm, Tradeoff = 1e-9, FactorRate = 1, FirstPull = 1e-12, LastPull = 1e-12 };
        var learned = new FactorizedFilters(options).Learn(graph, new WidthTarget { Removed = 0.5 }, Training(steps: 1));
        return learned.Training.Factors.SelectMany(factor => factor.ToDoubles()).Average(value => Math.Abs(1 - value));
    }

    private static WidthTraining Training(int steps = 60) => new()
    {
        Executor = new OrtExecutor(),
        Trainer = new TorchTrainer(),
        Data = new QuarterImages(),
        Recipe = Recipe with { Steps = steps },
    };

    private static void AssertSame(Graph expected, Graph actual)
    {
        var (executor, inputs) = (new OrtExecutor(), new RandomInputs { Batch = 2 }.For(expected));
        var (one, other) = (executor.Run(expected, inputs.AsSpan())[0].ToDoubles(), executor.Run(actual, inputs.AsSpan())[0].ToDoubles());
        Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    /// <summary>Trained for a while, the readers of useless filters held at zero.</summary>
    private static Graph Trained()
    {
        var graph = Untrained();
        var reader = graph.Nodes.Single(node => node.Name == "conv3").Inputs[1]!;
        var mask = Tensor.Build<float>([6, 8, 3, 3], data =>
        {
            for (var i = 0; i < data.Length; i++)
            {
                data[i] = Useless.Contains(i / 9 % 8) ? 0 : 1;
            }
        });
        var request = new TrainingRequest
        {
            Data = new QuarterImages(),
            Recipe = Recipe with { Schedule = new() { Peak = 0.02 } },
            Masks = new Dictionary<Value, Tensor> { [reader] = mask },
        };
        return new TorchTrainer().Train(graph, request).Graph;
    }

    private static Graph Untrained()
    {
        var net = new NetworkText(inputs: 2, extent: 6, bias: 0);
        var first = net.Relu(net.Norm(net.Conv("%x", 6)));
        var second = net.Relu(net.Norm(net.Conv(first, 8)));
        var flat = net.Node("Flatten(%?)", net.Relu(net.Norm(net.Conv(second, 6, stride: 3))));
        return net.Ends(net.Node($"Gemm(%?, {net.Constant("[4,24]", 0.3)}, {net.Constant("[4]", 0.1)}) transB=1", flat, 4));
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Passes.Tests;

/// <summary>Dynamic Structure Pruning from a network to masks.</summary>
public sealed class DynamicStructurePruningTests : IDisposable
{
    private const double Tolerance = 1e-12;
    private readonly FakeGroupTrainer trainer = new();
    private readonly string folder = Directory.CreateTempSubdirectory("dsp").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void TheTrainerIsAskedAsPublished()
    {
        var graph = Network();
        Learn(graph, 0.3, new() { Groups = 4, LearningRate = 0.04 });
        var request = Assert.Single(trainer.Requests);
        var groups = request.Groups!;
        var layers = PrunableLayers.Of(graph);

        Assert.Equal((4, 0.5, 1, false), (groups.Groups, groups.Temperature, groups.UpdateEvery, groups.AsReleased));
        Assert.Equal(layers.Select(layer => layer.Weight), groups.Layers.Select(layer => layer.Weight));
        Assert.Equal((0.04, LearningRateDecline.Cosine, 1e-3), (request.Recipe.Schedule.Peak, request.Recipe.Schedule.Decline, request.Recipe.WeightDecay));
        Assert.Equal(new Optimizer.Sgd(0.9, false), request.Recipe.Optimizer);
        // The first two layers read 8 channels of 8×8 each; the third 8 of them, the last 16 of 4×4.
        Assert.Equal(3 * Math.Pow(4.0 / 8, 1.5), groups.Layers[0].Scale, Tolerance);
        Assert.Equal(Math.Sqrt(0.5) * 3 * Math.Pow(4.0 / 16, 1.5), groups.Layers[3].Scale, Tolerance);
        Assert.Equal(layers[0].Norm!.Inputs[1], groups.Layers[0].Norm!.Scale);
        Assert.Equal(layers[0].Norm!.Inputs[4], groups.Layers[0].Norm!.Variance);
        Assert.Null(groups.Layers[1].Norm);
    }

    [Theory]
    [InlineData(18, 2e-3)]
    [InlineData(54, 5e-4)]
    public void StrengthsArePublishedOnesForPublishedNetworks(int layers, double strength)
    {
        var options = new DynamicStructureOptions();
        Assert.InRange(options.StrengthFor(layers, DynamicStructureOptions.PublishedSteps) / strength, 0.98, 1.02);
        Assert.Equal(7, (options with { Strength = 7 }).StrengthFor(layers, 10));
        Assert.Equal(1e-3, options.LogitRateFor(DynamicStructureOptions.PublishedSteps));
        Assert.Equal(0.05, options.LearningRateFor(DynamicStructureOptions.PublishedSteps));
        Assert.Equal((0.05, 1e-3), ((options with { AsReleased = true }).LearningRateFor(10), (options with { AsReleased = true }).LogitRateFor(10)));

        // A hundredth of the length: a tenth of what the penalty takes in all.
        double Taken(long steps) => options.StrengthFor(layers, steps) * options.LearningRateFor(steps) * steps;
        Assert.Equal(0.1, Taken(DynamicStructureOptions.PublishedSteps / 100) / Taken(DynamicStructureOptions.PublishedSteps), 1e-9);
    }

    [Fact]
    public void GroupsCanBeginByDescent()
    {
        var graph = Network();
        Learn(graph, 0.3, new() { BeginsByDescent = true });
        var layer = PrunableLayers.Of(graph)[0];
        var expected = GroupDescent.Run(GroupedFilters.Energies(graph, layer, normalized: true), 8, 2);
        Assert.Equal(expected.AsEnumerable(), trainer.Requests[0].Groups!.Layers[0].First);
    }

    /// <summary>One finished learning serves every target.</summary>
    [Fact]
    public void LearningDoesNotDependOnTheTarget()
    {
        var graph = Network();
        Learn(graph, 0.2);
        Learn(graph, 0.7, target: new() { Removed = 0.7, CountsParameters = true, Alignment = 4, FewestChannels = 2 });
        var (one, other) = (trainer.Requests[0], trainer.Requests[1]);
        Assert.Equal(one.Recipe.ToString(), other.Recipe.ToString());
        Assert.Equal(one.Groups!.Layers.AsEnumerable(), other.Groups!.Layers);
        Assert.Equal(one.Groups with { Layers = [] }, other.Groups with { Layers = [] });
    }

    [Theory]
    [InlineData(0.2, 1, false)]
    [InlineData(0.5, 2, false)]
    [InlineData(0.5, 3, true)]
    [InlineData(0.8, 4, false)]
    public void TheTargetIsReachedAndNotByMoreThanNeeded(double removed, int groups, bool parameters)
    {
        var (graph, target) = (Network(), new WidthTarget { Removed = removed, CountsParameters = parameters });
        var learned = Learn(graph, removed, new() { Groups = groups }, target);
        var cost = MaskCost.Of(learned.Masks);
        var reached = parameters ? cost.RemovedOfWholeParameters : cost.RemovedOfWholeMultiplyAccumulates;
        var budget = Budget(graph, groups, target);
        var (masks, part) = budget.Find();

        Assert.InRange(reached, removed, removed + 0.1);
        Assert.True(budget.Removed(budget.MasksAt(part - 1e-9)) < removed);
        Assert.Equal(masks.Masks.SelectMany(mask => mask.Live), learned.Masks.Masks.SelectMany(mask => mask.Live));
        Assert.StartsWith("β = 0.", learned.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void MoreBudgetNeverRemovesLess()
    {
        var budget = Budget(Network(), 2, new() { Removed = 0.5 });
        var before = 0.0;
        for (var part = 0.0; part <= 1; part += 0.04)
        {
            var now = budget.Removed(budget.MasksAt(part));
            Assert.True(now >= before);
            before = now;
        }

        Assert.True(before > 0.5);
    }

    [Fact]
    public void OneGroupIsOrdinaryChannelPruning()
    {
        var learned = Learn(Network(), 0.4, new() { Groups = 1 });
        Assert.All(learned.Masks.Masks, mask => Assert.Single(Rows(mask).Distinct()));
        Assert.Contains(learned.Masks.Masks, mask => !mask.IsFull);
    }

    /// <summary>Filters of a group read the same channels; only the ends of blocks lose filters by their own energy.</summary>
    [Fact]
    public void GroupsReadWhatTheyNeed()
    {
        var masks = Budget(Network(), 2, new() { Removed = 0.5 }).MasksAt(0.3);
        foreach (var (layer, mask) in masks.Layers.Zip(masks.Masks))
        {
            var rows = mask.Live.Chunk(mask.Channels).Select((row, filter) => (Group: filter % 2, Text: string.Concat(row))).ToList();
            var live = rows.Where(row => row.Text.Contains("True", StringComparison.Ordinal)).Distinct().ToList();
            Assert.Equal(live.Count, live.DistinctBy(row => row.Group).Count());
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public void BranchesAreAligned(int alignment)
    {
        var learned = Learn(Network(), 0.4, target: new() { Removed = 0.4, Alignment = alignment });
        Assert.All(Rows(learned.Masks.Masks[0]), row => Assert.True(row.Length % alignment == 0 || row.Length == 8));
    }

    [Fact]
    public void WhatCannotBeReachedIsSaidWithTheMost()
    {
        var problem = Assert.Throws<DiagnosticException>(() => Learn(Network(), 0.999)).Diagnostic;
        Assert.Equal("DC3311", problem.Descriptor.Code);
        Assert.StartsWith("99.9 % of the multiply-accumulates cannot be removed by dropping channels of groups; the most that can be is ",
            problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptiedNetworkIsNoChoice()
    {
        var graph = Network();
        var emptied = graph.WithInitializers(PrunableLayers.Of(graph).ToDictionary(
            layer => layer.Weight, layer => Tensor.Create<float>(graph.Initializers[layer.Weight].Shape, new float[graph.Initializers[layer.Weight].Count])));
        var problem = Assert.Throws<DiagnosticException>(() => Learn(emptied, 0.4)).Diagnostic;
        Assert.Equal("DC3312", problem.Descriptor.Code);
        Assert.EndsWith("where 40 % are wanted", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(0)]
    public void ALayerWithFewerFiltersThanGroupsIsNamed(int groups)
    {
        var problem = Assert.Throws<DiagnosticException>(() => Learn(Network(), 0.4, new() { Groups = groups })).Diagnostic;
        Assert.Equal(("DC3310", "conv2"), (problem.Descriptor.Code, problem.Node));
        Assert.Empty(trainer.Requests);
    }

    [Fact]
    public void AsReleasedThePrunablePartIsCounted()
    {
        var learned = Learn(Network(), 0.5, new() { Groups = 2, AsReleased = true });
        Assert.True(trainer.Requests[0].Groups!.AsReleased);
        Assert.InRange(MaskCost.Of(learned.Masks).RemovedMultiplyAccumulates, 0.4, 0.6);
    }

    /// <summary>Filters in front of a normalization are compared as it scales them.</summary>
    [Fact]
    public void EnergiesAreNormalized()
    {
        var graph = Network();
        var layer = PrunableLayers.Of(graph)[0];
        var (raw, normalized) = (GroupedFilters.Energies(graph, layer, normalized: false), GroupedFilters.Energies(graph, layer, normalized: true));
        var (scale, variance) = (graph.Initializers[layer.Norm!.Inputs[1]!].ToDoubles(), graph.Initializers[layer.Norm.Inputs[4]!].ToDoubles());
        Assert.All(raw.Zip(normalized).Index(), pair =>
        {
            var filter = pair.Index / 8;
            Assert.Equal(pair.Item.First * scale[filter] * scale[filter] / (variance[filter] + 1e-5), pair.Item.Second, 1e-9);
        });
    }

    /// <summary>A network really learns; stopped where it is done, it is only decided anew for another target.</summary>
    [NeedsFact(Need.LibTorch)]
    public void ALearningIsUsedAgain()
    {
        var (graph, method) = (Network(), new DynamicStructurePruning(new() { Strength = 0.5 }));
        var training = Training(new TorchTrainer()) with { Checkpoint = Path.Combine(folder, "groups.checkpoint") };
        var seen = new List<RunProgress>();
        var first = method.Learn(graph, new() { Removed = 0.3 }, training, new DirectProgress<RunProgress>(seen.Add));
        var second = method.Learn(graph, new() { Removed = 0.6 }, training);

        Assert.Equal((0L, 6L, 6L), (first.Training.FirstStep, second.Training.FirstStep, second.Training.Steps));
        Assert.All(first.Training.GroupLogits.Zip(second.Training.GroupLogits), pair => Assert.True(pair.First.ContentEquals(pair.Second)));
        Assert.True(MaskCost.Of(first.Masks).RemovedOfWholeMultiplyAccumulates >= 0.3);
        Assert.True(MaskCost.Of(second.Masks).RemovedOfWholeMultiplyAccumulates >= 0.6);
        Assert.Same(first.Training.Graph, first.Masks.Graph);
        Assert.Contains(seen, progress => progress.Total == 6);
    }

    /// <summary>A stem of 8, a block of 8, a transition to 16.</summary>
    private static Graph Network()
    {
        var net = new NetworkText();
        var stem = net.Relu(net.Conv("%x", 8));
        var inner = net.Relu(net.Norm(net.Conv(stem, 8)));
        var stage = net.Relu(net.Add(net.Conv(inner, 8), stem));
        return net.Ends(net.Head(net.Transition(stage, 16)));
    }

    private static IEnumerable<string> Rows(KernelMask mask) => mask.Live.Chunk(mask.Channels)
        .Select(row => string.Concat(row.Index().Where(pair => pair.Item).Select(pair => (char)('a' + pair.Index))))
        .Where(row => row.Length > 0);

    private static GroupBudget Budget(Graph graph, int groups, WidthTarget target)
    {
        var whole = KernelMasks.Full(graph, PrunableLayers.Of(graph));
        var layers = whole.Layers.Select(layer => new GroupedLayer(layer.Weight, 1)).ToImmutableArray();
        var request = new TrainingRequest
        {
            Data = Training(new FakeGroupTrainer()).Data,
            Recipe = new() { Steps = 1 },
            Groups = new() { Layers = layers, Groups = groups, Strength = 0 },
        };
        return new(whole, new FakeGroupTrainer().Train(graph, request).GroupLogits, target, asReleased: false);
    }

    private static WidthTraining Training(ITrainer trainer)
    {
        var random = new Random(1);
        var inputs = Tensor.Create<float>([8, 4, 8, 8], [.. Enumerable.Range(0, 2048).Select(_ => (float)random.NextDouble())]);
        return new()
        {
            Executor = new OrtExecutor(),
            Trainer = trainer,
            Data = new RepeatedBatches(new([new([inputs], [0, 1, 2, 0, 1, 2, 0, 1])], "noise")),
            Recipe = new() { Steps = 6, BatchSize = 8, Threads = 1 },
        };
    }

    private LearnedWidth Learn(Graph graph, double removed, DynamicStructureOptions? options = null, WidthTarget? target = null) =>
        new DynamicStructurePruning(options ?? new()).Learn(graph, target ?? new() { Removed = removed }, Training(trainer));
}

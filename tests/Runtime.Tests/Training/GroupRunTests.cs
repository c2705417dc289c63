using DepthCompress.GraphIR;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Runs in which filters learn groups.</summary>
public sealed class GroupRunTests : IDisposable
{
    private const int Steps = 12;

    private static readonly TrainingRecipe Recipe = new()
    {
        Steps = Steps,
        BatchSize = 8,
        Schedule = new() { Peak = 0.03 },
        Optimizer = new Optimizer.Sgd(0.9, false),
        Threads = 1,
    };

    private readonly DataFolder folder = new();
    private readonly Graph network = TrainingNetworks.Classifier();

    private string Checkpoint => folder["run.checkpoint"];

    public void Dispose() => folder.Dispose();

    /// <summary>The look-ahead leaves no trace in weights, momentum or statistics: without a penalty, learning groups is learning.</summary>
    [NeedsTheory(Need.LibTorch)]
    [InlineData(false)]
    [InlineData(true)]
    public void WithoutStrengthTheNetworkIsTheSameToTheBit(bool adam)
    {
        var recipe = Recipe with { Optimizer = adam ? new Optimizer.AdamW() : new Optimizer.Sgd(), AverageDecay = 0.5 };
        var plain = Train(Request(recipe) with { Groups = null });
        var grouped = Train(Request(recipe) with { Groups = Groups() with { Strength = 0 } });
        Assert.True(plain.Graph.HasWeightsOf(grouped.Graph));
        Assert.Equal(plain.Loss, grouped.Loss);
        Assert.Empty(plain.GroupLogits);
        Assert.Equal([[2, 6], [2, 8]], grouped.GroupLogits.Select(logits => logits.Shape.ToArray()));
    }

    [NeedsTheory(Need.LibTorch)]
    [InlineData(0, false, 1)]
    [InlineData(3, true, 1)]
    [InlineData(5, false, 2)]
    [InlineData(10, false, 3)]
    public void FromWhereverItWasStoppedTheSameGroups(int stop, bool released, int every)
    {
        var groups = Groups() with { AsReleased = released, UpdateEvery = every, FrozenPart = 0.2 };
        var whole = Train(Request(Recipe) with { Groups = groups });
        using var cancellation = new CancellationTokenSource();
        var stopped = Request(Recipe, TrainingSamples.CancelAt(stop, cancellation)) with { Groups = groups, Checkpoint = Checkpoint };
        Assert.Throws<OperationCanceledException>(() => Train(stopped, cancellation.Token));
        var resumed = Train(Request(Recipe) with { Groups = groups, Checkpoint = Checkpoint });

        Assert.Equal(stop + 1, resumed.FirstStep);
        Assert.True(whole.Graph.HasWeightsOf(resumed.Graph));
        Assert.All(whole.GroupLogits.Zip(resumed.GroupLogits), pair => Assert.True(pair.First.ContentEquals(pair.Second)));
        Assert.All(whole.GroupLogits, logits => Assert.Contains(logits.ToDoubles(), logit => logit is not 0 and not 0.01));
    }

    [NeedsFact(Need.LibTorch)]
    public void ARunWithOtherGroupsIsAnotherRun()
    {
        var request = Request(Recipe) with { Checkpoint = Checkpoint };
        Train(request);
        var layers = request.Groups!.Layers;
        GroupLearning[] others =
        [
            request.Groups with { Strength = 0.2 },
            request.Groups with { AsReleased = true },
            request.Groups with { Layers = [layers[0] with { Norm = null }, layers[1]] },
            request.Groups with { Layers = [layers[0], layers[1] with { Scale = 2 }] },
        ];
        Assert.All(others, other =>
        {
            var problem = Assert.Throws<DiagnosticException>(() => Train(request with { Groups = other })).Diagnostic;
            Assert.EndsWith("it differs in the groups", problem.Message, StringComparison.Ordinal);
        });
    }

    /// <summary>Filters that read the same channels come together, although they begin apart.</summary>
    [NeedsTheory(Need.LibTorch)]
    [InlineData(1)]
    [InlineData(3)]
    public void GroupsEmergeWhereThereAreSome(int seed)
    {
        var blocks = Blocks();
        var recipe = Recipe with { Steps = 250, Seed = seed, Schedule = new() { Peak = 0.01 } };
        var groups = new GroupLearning
        {
            Layers = [new(blocks.ValueNamed("w2")!, 1)],
            Groups = 2,
            Strength = 0.1,
            LogitRate = 0.05,
        };
        var result = new TorchTrainer().Train(blocks, new() { Data = TrainingSamples.Images(), Recipe = recipe, Groups = groups });
        var logits = result.GroupLogits.Single().ToDoubles();
        var chosen = Enumerable.Range(0, 6).Select(filter => logits[filter] < logits[6 + filter]).ToArray();
        Assert.All(chosen.Index(), filter => Assert.Equal(chosen[filter.Index % 2], filter.Item));
        Assert.NotEqual(chosen[0], chosen[1]);
    }

    /// <summary>A strong penalty leaves exact zeros, whole group channels of them; as released it overshoots them.</summary>
    [NeedsTheory(Need.LibTorch)]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatIsShrunkToNothingIsZero(bool released)
    {
        var groups = Groups() with { Strength = 3, AsReleased = released };
        var recipe = Recipe with { Schedule = new() { Peak = 0.03, Decline = LearningRateDecline.None } };
        var zeros = Train(Request(recipe) with { Groups = groups }).Graph.Numbers("w2").Count(number => number == 0);
        Assert.Equal(released, zeros == 0);
        Assert.Equal(0, zeros % 9);
    }

    [NeedsFact(Need.LibTorch)]
    public void GroupsThatAreGivenStayWhereNothingMovesThem()
    {
        var layers = Groups().Layers;
        ImmutableArray<int> first = [1, 1, 0, 1, 0, 0];
        var groups = Groups() with { Layers = [layers[0] with { First = first }, layers[1]], LogitRate = 0 };
        var result = Train(Request(Recipe) with { Groups = groups });
        var logits = result.GroupLogits[0].ToDoubles();
        Assert.Equal(first, Enumerable.Range(0, 6).Select(filter => logits[filter] > logits[6 + filter] ? 0 : 1));
        Assert.Equal(4, result.GroupLogits[1].ToDoubles()[..8].Count(logit => logit > 0));

        var wrong = groups with { Layers = [layers[0] with { First = [0, 1, 2, 0, 1, 0] }, layers[1]] };
        Assert.Throws<DiagnosticException>(() => RequestCheck.Check(network, Request(Recipe) with { Groups = wrong }));
    }

    [Theory]
    [InlineData("group strength")]
    [InlineData("group temperature")]
    [InlineData("group update")]
    [InlineData("layers with groups")]
    public void WhatMakesNoSenseIsRefused(string option)
    {
        var groups = option switch
        {
            "group strength" => Groups() with { Strength = double.NaN },
            "group temperature" => Groups() with { Temperature = 0 },
            "group update" => Groups() with { UpdateEvery = 0 },
            _ => Groups() with { Layers = [new(network.ValueNamed("w")!, 1)] },
        };
        var problem = Assert.Throws<DiagnosticException>(() => RequestCheck.Check(network, Request(Recipe) with { Groups = groups })).Diagnostic;
        Assert.Contains($"'{option}'", problem.Message, StringComparison.Ordinal);
    }

    [NeedsFact(Need.LibTorch)]
    public void FrozenWeightsLearnNoGroups()
    {
        var request = Request(Recipe with { LearningRateFactors = [("w2", 0)] });
        var problem = Assert.Throws<DiagnosticException>(() => Train(request)).Diagnostic;
        Assert.Contains("'w2' do not learn", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>Even filters of the second layer read the first channels, odd ones the last.</summary>
    private static Graph Blocks()
    {
        var network = GraphParser.Parse("""
            graph @blocks
              in %x : f32[N,2,6,6]
              const %w1 : f32[6,2,3,3] = random(1)
              const %w2 : f32[6,6,3,3] = random(2)
              const %w : f32[4,24] = random(3)
              const %b : f32[4] = zeros
              %c1 = Conv(%x, %w1) kernel_shape=[3,3] pads=[1,1,1,1] @conv1
              %r1 = Relu(%c1) @relu1
              %c2 = Conv(%r1, %w2) kernel_shape=[3,3] pads=[1,1,1,1] strides=[3,3] @conv2
              %r2 = Relu(%c2) @relu2
              %f = Flatten(%r2) @flatten
              %y = Gemm(%f, %w, %b) transB=1 @head
              out %y
            """);
        var numbers = network.Numbers("w2").Select((number, i) => (float)((i / 54 % 2 == 0) == (i / 9 % 6 < 3) ? number : 0.01 * number));
        return network.WithInitializers(new Dictionary<Value, Tensor>
        {
            [network.ValueNamed("w2")!] = Tensor.Create<float>([6, 6, 3, 3], [.. numbers]),
        });
    }

    private GroupLearning Groups() => new()
    {
        Layers =
        [
            new(network.ValueNamed("w1")!, 1) { Norm = new(network.ValueNamed("g1")!, network.ValueNamed("v1")!, 1e-5) },
            new(network.ValueNamed("w2")!, 0.5),
        ],
        Groups = 2,
        Strength = 0.1,
        LogitRate = 0.02,
    };

    private TrainingRequest Request(TrainingRecipe recipe, Action<long>? onStep = null) =>
        new() { Data = TrainingSamples.Images(onStep: onStep), Recipe = recipe, Groups = Groups() };

    private TrainingResult Train(TrainingRequest request, CancellationToken cancellation = default) =>
        new TorchTrainer().Train(network, request, null, cancellation);
}

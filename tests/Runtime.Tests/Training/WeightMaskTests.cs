using DepthCompress.GraphIR;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Masked parts of weights stay zero while the rest is trained.</summary>
public sealed class WeightMaskTests : IDisposable
{
    private static readonly TrainingRecipe Recipe = new()
    {
        Steps = 6,
        BatchSize = 8,
        Schedule = new() { Peak = 0.03 },
        ClipNorm = 5,
        Threads = 1,
    };

    private readonly DataFolder folder = new();
    private readonly Graph network = TrainingNetworks.Classifier();

    public void Dispose() => folder.Dispose();

    [NeedsTheory(Need.LibTorch)]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 0.6)]
    public void WhatIsMaskedStaysZeroAndTheRestLearns(bool adam, double average)
    {
        var recipe = Recipe with { Optimizer = adam ? new Optimizer.AdamW() : new Optimizer.Sgd(), AverageDecay = average };
        var masks = Masks(("w1", place => place % 3 == 0), ("g1", place => place == 2), ("b2", place => place == 7));
        var trained = Train(recipe, masks).Graph;
        foreach (var (value, mask) in masks)
        {
            var (before, after) = (network.Initializers[value].ToDoubles(), trained.Numbers(network.NameOf(value)));
            Assert.All(mask.ToDoubles().Select((live, place) => (live, place)), at =>
                Assert.True(at.live == 0 ? after[at.place] == 0 : after[at.place] != before[at.place]));
        }
    }

    [NeedsFact(Need.LibTorch)]
    public void AMaskOfOnesChangesNothing()
    {
        var plain = Train(Recipe, ImmutableDictionary<Value, Tensor>.Empty).Graph;
        Assert.True(plain.HasWeightsOf(Train(Recipe, Masks(("w1", _ => false))).Graph));
    }

    /// <summary>The masked network trains as it would if what is masked had never had a gradient: clipping does not feel it.</summary>
    [NeedsFact(Need.LibTorch)]
    public void WhatIsMaskedCountsInNoLength()
    {
        var masks = Masks(("w1", _ => true));
        var zeroed = network.WithInitializers(new Dictionary<Value, Tensor> { [masks.Keys.Single()] = Tensor.Zeros(ElementType.Float32, [6, 2, 3, 3]) });
        var recipe = Recipe with { ClipNorm = 0.1 };
        var frozen = Request(recipe with { LearningRateFactors = [("w1", 0)] }, ImmutableDictionary<Value, Tensor>.Empty);
        var expected = new TorchTrainer().Train(zeroed, frozen).Graph;
        Assert.True(expected.HasWeightsOf(Train(recipe, masks).Graph));
    }

    [NeedsFact(Need.LibTorch)]
    public void ARunWithOtherMasksIsAnotherRun()
    {
        var request = Request(Recipe, Masks(("w1", place => place == 0))) with { Checkpoint = folder["run.checkpoint"] };
        new TorchTrainer().Train(network, request);
        Assert.Equal(6, new TorchTrainer().Train(network, request with { Masks = Masks(("w1", place => place == 0)) }).FirstStep);
        var other = request with { Masks = Masks(("w1", place => place == 1)) };
        var problem = Assert.Throws<DiagnosticException>(() => new TorchTrainer().Train(network, other)).Diagnostic;
        Assert.EndsWith("it differs in the masks", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MasksThatFitNothingAreRefused()
    {
        var weight = network.ValueNamed("w1")!;
        (Value, Tensor)[] wrong =
        [
            (weight, Tensor.Zeros(ElementType.Float32, [6, 2, 3])),
            (weight, Tensor.Create<float>([6, 2, 3, 3], [.. Enumerable.Repeat(0.5f, 108)])),
            (network.Outputs[0].Value, Tensor.Zeros(ElementType.Float32, [6])),
        ];
        Assert.All(wrong, pair =>
        {
            var request = Request(Recipe, new Dictionary<Value, Tensor> { [pair.Item1] = pair.Item2 });
            var problem = Assert.Throws<DiagnosticException>(() => RequestCheck.Check(network, request)).Diagnostic;
            Assert.StartsWith("the training option 'masks' cannot be used", problem.Message, StringComparison.Ordinal);
        });
    }

    private static TrainingRequest Request(TrainingRecipe recipe, IReadOnlyDictionary<Value, Tensor> masks) =>
        new() { Data = TrainingSamples.Images(), Recipe = recipe, Masks = masks };

    private Dictionary<Value, Tensor> Masks(params (string Name, Func<int, bool> IsDead)[] masks) =>
        masks.ToDictionary(mask => network.ValueNamed(mask.Name)!, mask => Mask(mask.Name, mask.IsDead));

    private Tensor Mask(string name, Func<int, bool> isDead)
    {
        var shape = network.Initializers[network.ValueNamed(name)!].Shape;
        return Tensor.Create<float>(shape, [.. Enumerable.Range(0, shape.Product).Select(place => isDead(place) ? 0f : 1f)]);
    }

    private TrainingResult Train(TrainingRecipe recipe, IReadOnlyDictionary<Value, Tensor> masks) =>
        new TorchTrainer().Train(network, Request(recipe, masks));
}

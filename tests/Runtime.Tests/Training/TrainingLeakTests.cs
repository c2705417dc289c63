using DepthCompress.GraphIR;
using DepthCompress.Runtime.Importance;
using DepthCompress.Runtime.Tests.Torch;
using DepthCompress.Runtime.Training;
using TorchSharp;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Tensors are given back; counted while no other test makes any.</summary>
[Collection(LiveTensors.Name)]
public sealed class TrainingLeakTests
{
    private static readonly TrainingRecipe Recipe = new()
    {
        Steps = 8,
        BatchSize = 8,
        AverageDecay = 0.9,
        Mixup = 1,
        ClipNorm = 1,
        ValidateEvery = 2,
        Patience = 2,
        Threads = 1,
    };

    private readonly Graph network = TrainingNetworks.Classifier();

    [NeedsTheory(Need.LibTorch)]
    [InlineData(false)]
    [InlineData(true)]
    public void NoTensorOutlivesARun(bool adam)
    {
        LiveTensors.Settle();
        var before = torch.Tensor.TotalCount;
        Optimizer optimizer = adam ? new Optimizer.AdamW() : new Optimizer.Sgd();
        var result = new TorchTrainer().Train(network, Request(Recipe with { Optimizer = optimizer }));
        Assert.Equal(before, torch.Tensor.TotalCount);
        Assert.Equal(8, result.Steps);
    }

    [NeedsFact(Need.LibTorch)]
    public void NorARunThatFails()
    {
        LiveTensors.Settle();
        var before = torch.Tensor.TotalCount;
        var frozen = Request(Recipe with { LearningRateFactors = [("*", 0)] });
        Assert.Throws<DiagnosticException>(() => new TorchTrainer().Train(network, frozen));
        var unlabeled = Request(Recipe) with { Data = TrainingSamples.Images() with { Labels = null } };
        Assert.Throws<DiagnosticException>(() => new TorchTrainer().Train(network, unlabeled));
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [NeedsFact(Need.LibTorch)]
    public void NoTensorOutlivesAStep()
    {
        var counts = new List<long>();
        var counted = TrainingSamples.Images(onStep: _ => counts.Add(torch.Tensor.TotalCount));
        new TorchTrainer().Train(network, Request(Recipe with { ValidateEvery = 100 }) with { Data = counted });
        Assert.Equal(8, counts.Count);
        Assert.All(counts, count => Assert.Equal(counts[0], count));
    }

    private static TrainingRequest Request(TrainingRecipe recipe) => new()
    {
        Data = TrainingSamples.Images(),
        Recipe = recipe,
        Teacher = new(TrainingNetworks.Classifier(2)) { Weight = 0.5 },
        Validation = TrainingSamples.Images(16).ToValidation(),
        Metric = new LossMetric(),
    };
}

using DepthCompress.GraphIR;
using DepthCompress.Runtime.Importance;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Settings that make no sense are refused by name.</summary>
public sealed class RequestCheckTests
{
    private static readonly TrainingRecipe Fine = new() { Steps = 1, BatchSize = 4 };

    public static TheoryData<string, TrainingRecipe> Wrong => new()
    {
        { "steps", Fine with { Steps = 0 } },
        { "batch size", Fine with { BatchSize = 0 } },
        { "learning rate", Fine with { Schedule = new() { Peak = 0 } } },
        { "learning rate", Fine with { Schedule = new() { Peak = double.NaN } } },
        { "warm-up", Fine with { Schedule = new() { WarmUp = -1 } } },
        { "final learning rate", Fine with { Schedule = new() { Final = 1.5 } } },
        { "learning rate factors", Fine with { LearningRateFactors = [("*", -1)] } },
        { "weight decay", Fine with { WeightDecay = -1 } },
        { "label smoothing", Fine with { LabelSmoothing = 1 } },
        { "clip norm", Fine with { ClipNorm = -1 } },
        { "average decay", Fine with { AverageDecay = 1 } },
        { "mixup", Fine with { Mixup = -1 } },
        { "threads", Fine with { Threads = -1 } },
        { "checkpoint every", Fine with { CheckpointEvery = 0 } },
        { "validate every", Fine with { ValidateEvery = -1 } },
        { "patience", Fine with { Patience = -1 } },
        { "patience", Fine with { Patience = 1 } },
        { "optimizer", Fine with { Optimizer = new Optimizer.Sgd(Momentum: 1) } },
        { "optimizer", Fine with { Optimizer = new Optimizer.AdamW(Epsilon: 0) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void TheOptionIsNamed(string option, TrainingRecipe recipe)
    {
        var problem = Refusal(new() { Data = TrainingSamples.Images(8), Recipe = recipe });
        Assert.Equal("DC2640", problem.Descriptor.Code);
        Assert.Contains($"'{option}'", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("teacher's weight", 1.1, 1, 1)]
    [InlineData("temperature", 1, 0, 1)]
    [InlineData("feature weight", 1, 1, -1)]
    public void SoIsTheTeachers(string option, double weight, double temperature, double featureWeight)
    {
        var teacher = new Distillation(TrainingNetworks.Classifier()) { Weight = weight, Temperature = temperature };
        var request = new TrainingRequest
        {
            Data = TrainingSamples.Images(8),
            Recipe = Fine,
            Teacher = teacher with { FeatureWeight = featureWeight },
        };
        var problem = Refusal(request);
        Assert.Contains($"'{option}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyValidationIsRefused()
    {
        var request = new TrainingRequest { Data = TrainingSamples.Images(8), Recipe = Fine, Validation = new([], "none") };
        var problem = Refusal(request with { Metric = new AccuracyMetric() });
        Assert.Contains("'validation'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABatchThatCannotBeFilledIsRefused()
    {
        var problem = Refusal(new() { Data = TrainingSamples.Images(8), Recipe = Fine with { BatchSize = 9 } });
        Assert.Equal("DC2641", problem.Descriptor.Code);
        Assert.Equal("steps of 9 samples cannot be filled, there are only 8", problem.Message);
    }

    private static Diagnostic Refusal(TrainingRequest request) =>
        Assert.Throws<DiagnosticException>(() => RequestCheck.Check(TrainingNetworks.Classifier(), request)).Diagnostic;
}

using DepthCompress.GraphIR;
using DepthCompress.Runtime.Importance;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>What comes of whole runs.</summary>
public sealed class TrainingRunTests
{
    private static readonly TrainingRecipe Recipe = new()
    {
        Steps = 40,
        BatchSize = 8,
        Schedule = new() { Peak = 0.05, WarmUp = 4 },
        Threads = 1,
        ValidateEvery = 20,
    };

    private readonly Graph network = TrainingNetworks.Classifier();
    private readonly TrainingSamples samples = TrainingSamples.Images();
    private readonly TorchTrainer trainer = new();

    [NeedsTheory(Need.LibTorch)]
    [InlineData(false)]
    [InlineData(true)]
    public void TheNetworkLearns(bool adam)
    {
        Optimizer optimizer = adam ? new Optimizer.AdamW() : new Optimizer.Sgd();
        var recipe = Recipe with { Optimizer = optimizer, Schedule = new() { Peak = adam ? 0.01 : 0.05 } };
        var progress = new ProgressList();
        var result = new TorchTrainer { ReportEvery = TimeSpan.Zero }.Train(network, Measured(recipe), progress);
        Assert.True(progress.Reports[^1].Loss < progress.Reports[0].Loss / 3, $"{progress.Reports[0].Loss} → {progress.Reports[^1].Loss}");
        Assert.True(result.Metric >= 0.9, $"{result.Metric}");
        Assert.Equal([20L, 40L], result.Validations.Select(validation => validation.Step));
        Assert.Equal(result.Metric, result.Validations[^1].Metric);
    }

    [NeedsTheory(Need.LibTorch, Need.OnnxRuntime)]
    [InlineData(0)]
    [InlineData(0.5)]
    public void TheMetricIsTheOneOfTheResultInTheEngine(double averageDecay)
    {
        var metric = new LossMetric();
        var result = trainer.Train(network, Measured(Recipe with { Steps = 6, AverageDecay = averageDecay }) with { Metric = metric });
        var batch = samples.ToValidation().Batches[0];
        var outputs = new OrtExecutor().Run(result.Graph, batch.Inputs[0]);
        Assert.Equal(metric.Score(outputs, outputs, batch).Average(), result.Metric!.Value, 1e-5);
    }

    [NeedsFact(Need.LibTorch)]
    public void RunsInsideOneAnotherDoNotMeet()
    {
        // Samples are made while a step waits; another run on the same thread must not mix its tensors or its threads with this one's.
        var recipe = Recipe with { Steps = 3 };
        var nested = samples with { OnStep = _ => trainer.Train(network, Plain(recipe)) };
        var result = trainer.Train(network, new() { Data = nested, Recipe = recipe });
        Assert.True(trainer.Train(network, Plain(recipe)).Graph.HasWeightsOf(result.Graph));
    }

    [NeedsFact(Need.LibTorch)]
    public void OnlyWeightsAndStatisticsChange()
    {
        var result = trainer.Train(network, Plain(Recipe with { Steps = 3 }));
        Assert.Equal(GraphPrinter.Print(network), GraphPrinter.Print(result.Graph));
        Assert.All(network.Initializers, pair => Assert.False(pair.Value.ContentEquals(result.Graph.Initializers[pair.Key])));
    }

    [NeedsFact(Need.LibTorch)]
    public void FrozenStatisticsStay()
    {
        var result = trainer.Train(network, Plain(Recipe with { Steps = 3, FreezeStatistics = true }));
        Assert.Equal(network.Numbers("m1"), result.Graph.Numbers("m1"));
        Assert.Equal(network.Numbers("v1"), result.Graph.Numbers("v1"));
        Assert.NotEqual(network.Numbers("g1"), result.Graph.Numbers("g1"));
    }

    [NeedsFact(Need.LibTorch)]
    public void TwoRunsAgreeBitForBit()
    {
        var recipe = Recipe with { Steps = 8, Mixup = 0.3, AverageDecay = 0.5, ClipNorm = 1, LabelSmoothing = 0.1 };
        var (one, same, other) = (trainer.Train(network, Plain(recipe)), trainer.Train(network, Plain(recipe)),
            trainer.Train(network, Plain(recipe with { Seed = 2 })));
        Assert.True(one.Graph.HasWeightsOf(same.Graph));
        Assert.Equal(one.Loss, same.Loss);
        Assert.False(one.Graph.HasWeightsOf(other.Graph));
    }

    [NeedsFact(Need.LibTorch)]
    public void MixupChangesTheRun()
    {
        var plain = trainer.Train(network, Plain(Recipe with { Steps = 2 }));
        var mixed = trainer.Train(network, Plain(Recipe with { Steps = 2, Mixup = 1 }));
        Assert.False(plain.Graph.HasWeightsOf(mixed.Graph));
    }

    [NeedsFact(Need.LibTorch)]
    public void TheBestStateIsTheResultOfPatience()
    {
        var level = new LearningRateSchedule { Peak = 0.05, Decline = LearningRateDecline.None };
        var recipe = Recipe with { Steps = 12, ValidateEvery = 2, Patience = 3, Schedule = level };
        var metric = new ScriptedMetric(0.1, 0.5, 0.5, 0.4, 0.3);
        var result = trainer.Train(network, Plain(recipe) with { Validation = samples.ToValidation(), Metric = metric });
        var atBest = trainer.Train(network, Plain(recipe with { Steps = 4, Patience = 0 }));

        Assert.True(result.StoppedEarly);
        Assert.Equal(10, result.Steps);
        Assert.Equal(0.5, result.Metric);
        Assert.Equal([0.1, 0.5, 0.5, 0.4, 0.3], result.Validations.Select(validation => validation.Metric));
        Assert.True(result.Graph.HasWeightsOf(atBest.Graph));
    }

    [NeedsFact(Need.LibTorch)]
    public void ALossThatIsNoNumberStopsTheRun()
    {
        var recipe = Recipe with { Schedule = new() { Peak = 1e25, Decline = LearningRateDecline.None } };
        var problem = Assert.Throws<DiagnosticException>(() => trainer.Train(network, Plain(recipe))).Diagnostic;
        Assert.Equal("DC2646", problem.Descriptor.Code);
        Assert.StartsWith("the loss of step ", problem.Message, StringComparison.Ordinal);
    }

    [NeedsFact(Need.LibTorch)]
    public void ProgressTellsEveryStepWhenAsked()
    {
        var progress = new ProgressList();
        var steps = new TorchTrainer { ReportEvery = TimeSpan.Zero };
        steps.Train(network, Measured(Recipe with { Steps = 5, ValidateEvery = 2 }), progress);
        Assert.Equal([1, 2, 3, 4, 5], progress.Reports.Select(report => report.Step));
        Assert.Equal([false, true, true, true, true], progress.Reports.Select(report => report.Metric is not null));
        Assert.All(progress.Reports, report => Assert.Equal(5, report.Steps));
        Assert.All(progress.Reports, (report, step) => Assert.Equal(Recipe.Schedule.At(step, 5), report.LearningRate));
        Assert.All(progress.Reports, report => Assert.True(report is { SamplesPerSecond: > 0, Loss: > 0 }));
        Assert.Equal(TimeSpan.Zero, progress.Reports[^1].Left);
    }

    [NeedsFact(Need.LibTorch)]
    public void RarelyToldProgressStillTellsOfValidationsAndTheEnd()
    {
        var progress = new ProgressList();
        var rarely = new TorchTrainer { ReportEvery = TimeSpan.FromDays(1) };
        var result = rarely.Train(network, Measured(Recipe with { Steps = 4, ValidateEvery = 3 }), progress);
        Assert.Equal([3, 4], progress.Reports.Select(report => report.Step));
        Assert.Equal(result.Loss, ((3 * progress.Reports[0].Loss) + progress.Reports[1].Loss) / 4, 1e-9);
    }

    [NeedsFact(Need.LibTorch)]
    public void WaitingForSamplesIsCounted()
    {
        var slow = TrainingSamples.Images(onStep: _ => Thread.Sleep(20));
        var result = trainer.Train(network, new() { Data = slow, Recipe = Recipe with { Steps = 3 } });
        Assert.True(result.WaitedSeconds >= 0.05);
        Assert.True(result.SamplesPerSecond > 0);
    }

    [NeedsFact(Need.LibTorch)]
    public void UnsuitableSamplesAreRefusedInWords()
    {
        ImmutableArray<int> wrong = [.. Enumerable.Repeat(4, samples.Count)];
        ImmutableArray<int> negative = [.. Enumerable.Repeat(-1, samples.Count)];
        ImmutableArray<float[]> targets = [.. Enumerable.Repeat(new float[3], samples.Count)];
        AssertRefused("DC2642", samples with { Labels = null });
        AssertRefused("DC2643", samples with { Labels = wrong });
        AssertRefused("DC2643", samples with { Labels = negative });
        AssertRefused("DC2644", samples with { Targets = targets, TargetShape = [3] });
    }

    [NeedsFact(Need.LibTorch)]
    public void ImagesAreNoScores()
    {
        var denoiser = GraphParser.Parse(
            "graph @g\n in %x : f32[N,2,6,6]\n const %w : f32[2,2,1,1] = ones\n %y = Conv(%x, %w) kernel_shape=[1,1]\n out %y");
        var problem = Assert.Throws<DiagnosticException>(() => trainer.Train(denoiser, Plain(Recipe))).Diagnostic;
        Assert.Equal("DC2645", problem.Descriptor.Code);
    }

    private void AssertRefused(string code, ITrainingData data)
    {
        var request = new TrainingRequest { Data = data, Recipe = Recipe };
        Assert.Equal(code, Assert.Throws<DiagnosticException>(() => trainer.Train(network, request)).Diagnostic.Descriptor.Code);
    }

    private TrainingRequest Plain(TrainingRecipe recipe) => new() { Data = samples, Recipe = recipe };

    private TrainingRequest Measured(TrainingRecipe recipe) =>
        Plain(recipe) with { Validation = samples.ToValidation(), Metric = new AccuracyMetric() };
}

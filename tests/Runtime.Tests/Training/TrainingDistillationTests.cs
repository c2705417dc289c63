using DepthCompress.GraphIR;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Learning from a teacher.</summary>
public sealed class TrainingDistillationTests
{
    private static readonly TrainingRecipe Recipe = new()
    {
        Steps = 30,
        BatchSize = 8,
        Schedule = new() { Peak = 0.02 },
        Optimizer = new Optimizer.AdamW(),
        WeightDecay = 0,
        Threads = 1,
    };

    private readonly Graph teacher = TrainingNetworks.Classifier(5);
    private readonly Graph student = TrainingNetworks.Classifier(1);
    private readonly TrainingSamples unlabeled = TrainingSamples.Images() with { Labels = null };

    [NeedsFact(Need.LibTorch)]
    public void SoftTargetsNeedNoLabels()
    {
        var losses = LossesOf(new(teacher) { Weight = 1, Temperature = 3 }, unlabeled);
        Assert.True(losses.Last < losses.First / 3, $"{losses}");
    }

    [NeedsFact(Need.LibTorch)]
    public void RegressionNeedsNoLabelsAndNoClasses()
    {
        var losses = LossesOf(new(teacher) { Weight = 1, Regression = true }, unlabeled);
        Assert.True(losses.Last < losses.First / 3, $"{losses}");
    }

    [NeedsFact(Need.LibTorch)]
    public void ATeacherOfHalfTheWeightNeedsLabels()
    {
        var problem = Assert.Throws<DiagnosticException>(() => LossesOf(new(teacher) { Weight = 0.5 }, unlabeled)).Diagnostic;
        Assert.Equal("DC2642", problem.Descriptor.Code);
    }

    [NeedsFact(Need.LibTorch)]
    public void LossesAddUpByTheirWeights()
    {
        var labeled = TrainingSamples.Images();
        var hard = FirstLoss(null, labeled);
        var soft = FirstLoss(new(teacher) { Weight = 1 }, labeled);
        var squares = FirstLoss(new(teacher) { Weight = 1, Regression = true }, labeled);
        Assert.Equal((0.3 * hard) + (0.7 * soft), FirstLoss(new(teacher) { Weight = 0.7 }, labeled), 1e-5);
        Assert.Equal((0.3 * hard) + (0.7 * squares), FirstLoss(new(teacher) { Weight = 0.7, Regression = true }, labeled), 1e-5);
        Assert.Equal(hard, FirstLoss(new(teacher) { Weight = 0 }, labeled), 1e-6);
    }

    [NeedsFact(Need.LibTorch)]
    public void FeaturesAreMatched()
    {
        ImmutableArray<(Value, Value)> features =
            [(student.ValueNamed("r1")!, teacher.ValueNamed("r1")!), (student.ValueNamed("c2")!, teacher.ValueNamed("c2")!)];
        var plain = FirstLoss(new(teacher) { Weight = 1 }, unlabeled);
        var one = FirstLoss(new(teacher) { Weight = 1, Features = features, FeatureWeight = 1 }, unlabeled);
        var two = FirstLoss(new(teacher) { Weight = 1, Features = features, FeatureWeight = 2 }, unlabeled);
        Assert.True(one > plain + 0.1);
        Assert.Equal(two - plain, 2 * (one - plain), 1e-4);
        var losses = LossesOf(new(teacher) { Weight = 0, Features = features }, TrainingSamples.Images());
        Assert.True(losses.Last < losses.First / 2, $"{losses}");
    }

    [NeedsFact(Need.LibTorch)]
    public void FeaturesOfOtherShapesAreRefused()
    {
        var teaching = new Distillation(teacher) { Weight = 1, Features = [(student.ValueNamed("r1")!, teacher.ValueNamed("r2")!)] };
        var problem = Assert.Throws<DiagnosticException>(() => FirstLoss(teaching, unlabeled)).Diagnostic;
        Assert.Equal("DC2644", problem.Descriptor.Code);
        Assert.Contains("'r1', [8, 6, 6, 6]", problem.Message, StringComparison.Ordinal);
    }

    [NeedsFact(Need.LibTorch)]
    public void ANetworkCanTeachItself()
    {
        // With frozen statistics both answer alike: nothing is to be learned, and nothing changes.
        var recipe = Recipe with { Steps = 2, FreezeStatistics = true, Optimizer = new Optimizer.Sgd() };
        var request = new TrainingRequest { Data = unlabeled, Recipe = recipe, Teacher = new(student) { Weight = 1, Regression = true } };
        var result = new TorchTrainer().Train(student, request);
        Assert.Equal(0, result.Loss);
        Assert.True(student.HasWeightsOf(result.Graph));
    }

    [NeedsFact(Need.LibTorch)]
    public void TheTeacherIsNotTouched()
    {
        var before = TrainingNetworks.Classifier(5);
        LossesOf(new(teacher) { Weight = 1 }, unlabeled);
        Assert.True(teacher.HasWeightsOf(before));
    }

    [NeedsFact(Need.LibTorch)]
    public void ASoftmaxAtTheEndIsNoHindrance()
    {
        var labeled = TrainingSamples.Images();
        Assert.Equal(FirstLoss(null, labeled), FirstLoss(null, labeled, WithSoftmax(student)), 1e-6);
        Assert.Equal(
            FirstLoss(new(teacher), labeled), FirstLoss(new(WithSoftmax(teacher)), labeled, WithSoftmax(student)), 1e-6);
    }

    private static Graph WithSoftmax(Graph graph)
    {
        var scores = graph.Outputs[0].Value;
        var softmax = new Node { Name = "softmax", Op = new Softmax(), Inputs = [scores], Outputs = [new Value("p")] };
        return Graph.Create(graph.Name, graph.Inputs, [.. graph.Nodes, softmax], [new("p", softmax.Output)], graph.Initializers);
    }

    private double FirstLoss(Distillation? teaching, TrainingSamples samples, Graph? network = null)
    {
        var request = new TrainingRequest { Data = samples, Recipe = Recipe with { Steps = 1 }, Teacher = teaching };
        return new TorchTrainer().Train(network ?? student, request).Loss;
    }

    private (double First, double Last) LossesOf(Distillation teaching, TrainingSamples samples)
    {
        var progress = new ProgressList();
        var request = new TrainingRequest { Data = samples, Recipe = Recipe, Teacher = teaching };
        new TorchTrainer { ReportEvery = TimeSpan.Zero }.Train(student, request, progress);
        return (progress.Reports[0].Loss, progress.Reports[^1].Loss);
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>What surrounds a training: what the trainer is given, and what becomes of its answer.</summary>
public sealed class FineTunerTests
{
    private static readonly OrtExecutor Executor = new();
    private static readonly Graph Network = Pipelines.Optimize.Run(TwoStages(), new PassContext(new DiagnosticSink(), Executor));
    private static readonly ImmutableArray<LayerChain> Chains = ChainAnalysis.Run(Network);
    private static readonly ImmutableArray<Candidate> OneFit = [new Candidate.Fit(0, new(1, 3), [3, 3])];

    [NeedsFact(Need.OnnxRuntime)]
    public void TheOriginalTeachesTheFittedNetwork()
    {
        var trainer = new FakeTrainer(graph => graph);
        var fitted = Fitted(OneFit);

        var result = Tuner(trainer).Run(Network, Chains, OneFit, fitted);

        var (start, request) = Assert.Single(trainer.Runs);
        Assert.Same(Network, request.Teacher!.Teacher);
        Assert.Equal((1.0, 4.0, true), (request.Teacher.Weight, request.Teacher.Temperature, request.Teacher.Regression));
        Assert.Empty(request.Teacher.Features);
        Assert.Equal(fitted.Nodes.Count(node => node.Op is Conv), start.Nodes.Count(node => node.Op is BatchNormalization));
        Assert.Equal((40L, 2L), (request.Recipe.Steps, request.Recipe.Schedule.WarmUp));
        Assert.Equal((40L, 0.125, 100.0), (result.Steps, result.Loss, result.SamplesPerSecond));
        Assert.True(result.Proof.Passed);
        Assert.Equal("negative-squared-error", result.Selection.Metric);
        Assert.Equal(fitted.Nodes.Select(node => node.Op), result.Graph.Nodes.Select(node => node.Op));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatTrainingGainsIsKept()
    {
        var disturbed = FakeTrainer.Perturbed(Network, 0.1);
        var trainer = new FakeTrainer(graph => graph.WithInitializers(Network.Initializers));

        var result = Tuner(trainer, Options() with { RestoreNormalization = false }).Run(Network, [], [], disturbed);

        Assert.True(result.IsKept);
        Assert.Null(result.WhyNotKept);
        Assert.True(result.Selection.Fit < 0);
        Assert.Equal(0, result.Selection.Trained);
        Assert.Equal(0, ErrorOf(result.Graph));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatTrainingSpoilsIsNot()
    {
        var result = Tuner(new FakeTrainer(graph => FakeTrainer.Perturbed(graph, 0.3))).Run(Network);

        Assert.False(result.IsKept);
        Assert.Same(Network, result.Graph);
        Assert.StartsWith("on the validation set negative-squared-error is -", result.WhyNotKept, StringComparison.Ordinal);
        Assert.EndsWith("after the training and was 0 before it; more steps may help", result.WhyNotKept, StringComparison.Ordinal);
        Assert.True(result.Proof.Passed);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void FeaturesAreValuesOfBothNetworks()
    {
        var trainer = new FakeTrainer(graph => graph);
        var fitted = Fitted(OneFit);

        Tuner(trainer, Options() with { Features = FeatureMatching.Segments }).Run(Network, Chains, OneFit, fitted);
        Tuner(trainer, Options() with { Features = FeatureMatching.Stages }).Run(Network, Chains, OneFit, fitted);

        Assert.Equal(["relu3"], NamesOf(trainer.Runs[0].Request));
        Assert.Equal(["relu3", "relu5", "globalaveragepool1"], NamesOf(trainer.Runs[1].Request));

        static IEnumerable<string> NamesOf(TrainingRequest request) => request.Teacher!.Features.Select(pair =>
        {
            Assert.Same(pair.Student, pair.Teacher);
            return Network.NameOf(pair.Teacher);
        });
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WithoutDistillationThereIsNoTeacher()
    {
        var trainer = new FakeTrainer(graph => graph);

        Tuner(trainer, Options() with { DistillationWeight = 0 }).Run(Network);

        Assert.Null(trainer.Runs[0].Request.Teacher);
    }

    /// <summary>Two convolutions that are composed after training, a block that is fitted, and one that is dropped.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void WhatIsComposedIsTrainedInParts()
    {
        ImmutableArray<Candidate> chosen =
            [new Candidate.Compose(0, new(0, 3), [3]), new Candidate.Fit(0, new(3, 5), [3, 3])];
        var trainer = new FakeTrainer(graph => FakeTrainer.Perturbed(graph, 0.01));
        var fitted = Fitted(chosen);

        var result = Tuner(trainer).Run(Network, Chains, chosen, fitted);

        var start = trainer.Runs[0].Graph;
        Assert.Equal(3, start.Nodes.Count(node => node.Op is Conv));
        Assert.Equal(3, start.Nodes.Count(node => node.Op is BatchNormalization));
        Assert.Equal("add1", Assert.Single(result.Merges).Name);
        Assert.True(result.Merges[0].Holds && result.Proof.Passed);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void LabelsAreUsedWhereThereAreAny()
    {
        var trainer = new FakeTrainer(graph => graph);
        var labeled = new CalibrationSet(
            [.. Samples.Of(Network, 4).Batches.Select(batch => batch with { Labels = [.. new int[batch.Count]] })], "labeled");
        var options = Options() with { Regression = false };

        new FineTuner(Executor, trainer, options, Data() with { Training = new RepeatedBatches(labeled) }).Run(Network);
        Tuner(trainer, options).Run(Network);

        Assert.Equal([0.9, 1], trainer.Runs.Select(run => run.Request.Teacher!.Weight));
        Assert.All(trainer.Runs, run => Assert.False(run.Request.Teacher!.Regression));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void EpochsAreCountedInSteps()
    {
        var trainer = new FakeTrainer(graph => graph);
        var options = Options() with { Budget = new TrainingBudget.Epochs(2.5), Recipe = steps => new() { Steps = steps, BatchSize = 8 } };

        Tuner(trainer, options).Run(Network);

        Assert.Equal(10, Assert.Single(trainer.Runs).Request.Recipe.Steps);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void MinutesAreTimed()
    {
        var trainer = new FakeTrainer(graph => graph) { Costs = (Step: 2, Run: 5) };

        Tuner(trainer, Timed(10)).Run(Network);

        // 600 s of CPU time by 2 threads, less two probes of 5 + 3 · 2 and 5 + 13 · 2 seconds, at 2 s a step.
        Assert.Equal([3, 13, 129], trainer.Runs.Select(run => run.Request.Recipe.Steps));
        Assert.All(trainer.Runs.Take(2), run => Assert.Null(run.Request.Validation));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ARunThatGoesOnKeepsItsLength()
    {
        var checkpoint = Path.Combine(Directory.CreateTempSubdirectory().FullName, "state");
        var (first, second) = (new FakeTrainer(graph => graph) { Costs = (2, 5) }, new FakeTrainer(graph => graph) { Costs = (3, 5) });
        Tuner(first, Timed(10) with { Checkpoint = checkpoint }).Run(Network);
        File.WriteAllText(checkpoint, "the trainer's");

        Tuner(second, Timed(10) with { Checkpoint = checkpoint }).Run(Network);
        Tuner(second, Timed(20) with { Checkpoint = checkpoint }).Run(Network);

        Assert.Equal(129, second.Runs[0].Request.Recipe.Steps);
        Assert.Equal(checkpoint, second.Runs[0].Request.Checkpoint);
        Assert.Equal([3L, 13L], second.Runs.Skip(1).Take(2).Select(run => run.Request.Recipe.Steps));
        Assert.Null(second.Runs[1].Request.Checkpoint);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WithoutSamplesItIsRefused()
    {
        var error = Assert.Throws<DiagnosticException>(
            () => new FineTuner(Executor, new FakeTrainer(graph => graph), Options(), Data() with { Training = null }));

        Assert.Equal("DC2690", error.Diagnostic.Descriptor.Code);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AStoppedTrainingStopsAll()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => Tuner(new FakeTrainer(graph => graph)).Run(Network, null, stop.Token));
    }

    private static FineTune Options() => new() { Budget = new TrainingBudget.Steps(40) };

    private static FineTune Timed(double minutes) => new()
    {
        Budget = new TrainingBudget.Minutes(minutes),
        Recipe = steps => FineTune.Gentle(steps) with { Threads = 2 },
    };

    private static FineTuner Tuner(FakeTrainer trainer, FineTune? options = null) =>
        new(Executor, trainer, options ?? Options(), Data()) { Time = trainer.Time };

    private static CompressionData Data() => new(
        Samples.Of(Network, 1), Samples.Of(Network, 2), Samples.Of(Network, 3), new NegativeSquaredError(), [new NegativeSquaredError()])
    {
        Training = new RepeatedBatches(Samples.Of(Network, 4)),
    };

    private static Graph Fitted(ImmutableArray<Candidate> chosen) =>
        new PlanRealizer(Executor, new()).Realize(Network, Chains, chosen, Samples.Of(Network, 1));

    private static double ErrorOf(Graph graph) =>
        QualityChange.Measure(Executor, Network, graph, Samples.Of(Network, 3), [new NegativeSquaredError()])[0].Drop;

    private static Graph TwoStages()
    {
        var net = new NetworkText();
        return net.Ends(net.Head(net.Transition(net.Block(net.Relu(net.Norm(net.Conv("%x", 4)))), 6)));
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>Rows by training, around trainers that do what the test says.</summary>
public sealed class TrainedImportanceTests
{
    private static readonly Graph Network = FourLayers();
    private static readonly ImmutableArray<LayerChain> Chains = ChainAnalysis.Run(Network);
    private static readonly Candidate Merge = new Candidate.Compose(0, new(1, 3), []);
    private static readonly Candidate Drop = new Candidate.Identity(0, new(1, 2));
    private static readonly Candidate Fit = new Candidate.Fit(0, new(1, 3), [3, 3]);

    private static readonly ImportanceRequest Request = new()
    {
        Graph = Network,
        Chains = Chains,
        ModelDigest = "digest",
        Calibration = Samples.Of(Network, 1),
        Evaluation = Samples.Of(Network, 2),
        Metric = new NegativeSquaredError(),
    };

    private readonly MemoryTables store = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void ARowIsTheScoreAfterTrainingMinusThatOfTheTrainedNetwork()
    {
        var trainer = new FakeTrainer(graph => FakeTrainer.Perturbed(graph, 0.01));
        var rows = Source(trainer).Run([Merge, Drop, Fit]);

        var baseline = store.Importances.Values.Single(row => row.Key.Candidate == TrainedImportance.BaselineName);
        Assert.True(baseline.Change < 0);
        Assert.Equal(4, trainer.Runs.Count);
        Assert.Equal(4, store.Saves);
        Assert.All(rows.Values, row => Assert.Equal((null, 30, 1, false), (row.Failure, row.Training!.Steps, row.Training.Attempts, row.Training.StoppedEarly)));
        Assert.All(trainer.Runs, run => Assert.Equal((30, 16, 0.05, 3), (run.Request.Recipe.Steps, run.Request.Recipe.BatchSize,
            run.Request.Recipe.Schedule.Peak, run.Request.Recipe.Schedule.WarmUp)));
        Assert.All(trainer.Runs, run => Assert.Contains(run.Graph.Nodes, node => node.Op is BatchNormalization));
        Assert.NotNull(rows[Fit].FitError);

        // The merged layers are trained in parts, with all padding in front.
        var parts = trainer.Runs[2].Graph;
        Assert.Equal([2, 0], parts.Nodes.Where(node => node.Name is "conv2" or "conv3").Select(node => ((Conv)node.Op).Window.Pads[0]));
        Assert.Equal(trainer.Runs[0].Graph.Nodes.Count(node => node.Op is Relu) - 1, parts.Nodes.Count(node => node.Op is Relu));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ANetworkThatLearnsNothingScoresAsItIs()
    {
        var trained = Source(new FakeTrainer(graph => graph)).Run([Drop, Fit]);
        var applied = new ImportanceEstimator(new CountingExecutor(), new MemoryTables(), Request).Run([Drop, Fit]);
        Assert.All(trained, row => Assert.Equal(applied[row.Key].Change, row.Value.Change, 0.02 * Math.Abs(applied[row.Key].Change)));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatTheStoreHasIsNotTrainedAgain()
    {
        var first = Source(new FakeTrainer(graph => graph)).Run([Merge, Drop]);
        var again = new FakeTrainer(graph => graph);
        var rows = Source(again).Run([Merge, Drop, Fit]);
        Assert.Single(again.Runs);
        Assert.Same(first[Merge], rows[Merge]);
        Assert.Equal(4, store.Saves);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OtherProtocolsAreOtherRows()
    {
        Source(new FakeTrainer(graph => graph)).Run([Drop]);
        var protocol = Protocol;
        ImportanceTraining[] others =
        [
            protocol with { Steps = 31 }, protocol with { Recipe = protocol.Recipe with { BatchSize = 8 } }, protocol with { TrainsBaseline = false },
            protocol with { Recipe = protocol.Recipe with { Seed = 5 } }, protocol with { Reinitializes = true }, protocol with { HopelessDrop = 100 },
            protocol with { DistillationWeight = 1 }, protocol with { Recipe = protocol.Recipe with { Schedule = new() { Peak = 0.02 } } },
        ];
        Assert.All(others, other => Assert.Null(Source(new FakeTrainer(graph => graph), other).Find(Drop)));
        Assert.NotNull(Source(new FakeTrainer(graph => graph), protocol with { Recipe = protocol.Recipe with { Threads = 7 } }).Find(Drop));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ADivergedRowIsTriedAgainWithHalfTheRate()
    {
        var trainer = new ScriptedTrainer((run, graph) => run == 1 ? throw DiagnosticCatalog.LossNotFinite.Error(null, 3, double.NaN) : graph);
        var row = Source(trainer).Run([Drop])[Drop];
        Assert.Null(row.Failure);
        Assert.Equal((2, "the loss of step 3 is NaN; tried again with half the learning rate"), (row.Training!.Attempts, row.Training.Retried));
        Assert.Equal([0.05, 0.05, 0.025], trainer.Requests.Select(request => request.Recipe.Schedule.Peak));
        Assert.Single(trainer.Requests.Select(request => request.Recipe.Seed).Distinct());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ARowThatCannotBeScoredDiverged()
    {
        var trainer = new ScriptedTrainer((run, graph) => run == 1 ? FilledWith(graph, float.NaN) : graph);
        var row = Source(trainer).Run([Drop])[Drop];
        Assert.Equal("negative-squared-error is not a number after the training; tried again with half the learning rate", row.Training!.Retried);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ARowThatFailsTwiceIsRecordedAndTheOthersGoOn()
    {
        var trainer = new ScriptedTrainer((run, graph) => run is 1 or 2 ? throw new InvalidOperationException("out of luck") : graph);
        var rows = Source(trainer).Run([Merge, Drop]);
        var failed = rows.Values.Single(row => row.Failure is not null);
        Assert.Equal("InvalidOperationException: out of luck", failed.Failure);
        Assert.Equal((2, "InvalidOperationException: out of luck; tried again with another seed"), (failed.Training!.Attempts, failed.Training.Retried));
        Assert.Equal([0, 0, 1, 0], trainer.Requests.Select(request => request.Recipe.Seed));
        Assert.Single(ImportanceView.Measured.Worth(rows));

        var sink = new DiagnosticSink();
        ImportanceFailures.Report(Source(trainer), rows, sink);
        Assert.Equal("DC3242", Assert.Single(sink.All).Descriptor.Code);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("DC2641")]
    [InlineData("DC4101")]
    public void WhatWouldStopEveryRowStopsTheRun(string code)
    {
        var descriptor = DiagnosticCatalog.All.First(one => one.Code == code);
        var trainer = new ScriptedTrainer((run, graph) => run == 1 ? throw descriptor.Error(null, "a", "b", "c") : graph);
        Assert.Equal(code, Assert.Throws<DiagnosticException>(() => Source(trainer).Run([Drop])).Diagnostic.Descriptor.Code);
        Assert.Single(store.Importances);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ABaselineThatDoesNotTrainIsAnError()
    {
        var trainer = new ScriptedTrainer((_, _) => throw DiagnosticCatalog.LossNotFinite.Error(null, 1, double.PositiveInfinity));
        Assert.Equal("DC3240", Assert.Throws<DiagnosticException>(() => Source(trainer).Run([Drop])).Diagnostic.Descriptor.Code);
        Assert.Empty(store.Importances);
        Assert.Null(Source(new FakeTrainer(graph => graph), Protocol with { TrainsBaseline = false }).Run([Drop])[Drop].Failure);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AMetricWithoutANumberIsOneError()
    {
        var source = new TrainedImportance(new CountingExecutor(), new FakeTrainer(graph => graph), store, Request with { Metric = new Nothing() }, Protocol,
            new RepeatedBatches(Request.Calibration));
        Assert.Equal("DC3203", Assert.Throws<DiagnosticException>(() => source.Run([Drop])).Diagnostic.Descriptor.Code);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnInterruptedRunKeepsItsRows()
    {
        using var stop = new CancellationTokenSource();
        var trainer = new ScriptedTrainer((run, graph) =>
        {
            if (run == 2)
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            }

            return graph;
        });
        Assert.Throws<OperationCanceledException>(() => Source(trainer).Run([Merge, Drop, Fit], null, stop.Token));
        Assert.Equal(2, store.Importances.Count);
        var rest = new FakeTrainer(graph => graph);
        Assert.Equal(3, Source(rest).Run([Merge, Drop, Fit]).Count);
        Assert.Equal(2, rest.Runs.Count);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AHopelessRowIsGivenUpAtHalfOfItsSteps()
    {
        var trainer = new ScriptedTrainer((_, graph) => graph) { MetricAtHalf = -50 };
        var row = Source(trainer, Protocol with { HopelessDrop = 10 }).Run([Drop])[Drop];
        var baseline = store.Importances.Values.Single(one => one.Key.Candidate == TrainedImportance.BaselineName);
        Assert.Equal((15, 1, true), (row.Training!.Steps, row.Training.Attempts, row.Training.StoppedEarly));
        Assert.Equal(-50 - baseline.Change, row.Change);
        Assert.Equal((null, 15), (trainer.Requests[0].Metric, trainer.Requests[1].Recipe.ValidateEvery));
        Assert.False(Source(trainer, Protocol with { HopelessDrop = 60 }).Run([Drop])[Drop].Training!.StoppedEarly);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void SingleLayersAreLearnedAnewWhereThePublishedProgramsDo()
    {
        var trainer = new FakeTrainer(graph => graph);
        var source = Source(trainer, Protocol with { Reinitializes = true, TrainsBaseline = false });
        var wanted = source.RowsFor([Merge]);
        Assert.Equal(1 + Chains[0].Length, wanted.Length);
        var keep = new Candidate.Keep(0, new(1, 2));
        var rows = source.Run([Merge, keep]);
        Assert.True(rows[keep].Change < 0);
        var fresh = trainer.Runs.Single(run => run.Graph.Nodes.Count(node => node.Op is Relu) == Network.Nodes.Count(node => node.Op is Relu)).Graph;
        var (conv, norm) = (fresh.Nodes.Single(node => node.Name == "conv2"), fresh.Nodes.Single(node => node.Name == "conv2.norm"));
        var weight = fresh.Initializers[conv.Inputs[1]!];
        var bound = 1 / Math.Sqrt(weight.Shape[1..].Product);
        Assert.All(weight.ToDoubles(), number => Assert.InRange(Math.Abs(number), 0, bound));
        Assert.Equal([1, 0, 0, 1], norm.Inputs.Skip(1).Select(value => fresh.Initializers[value!].ToDoubles()[0]));
        Assert.Equal(rows[keep].Change, MethodPlansChange(keep, rows));
        Assert.Equal(Merge, Assert.Single(Source(trainer).RowsFor([Merge])));
    }

    [Fact]
    public void ThePublishedProtocolsHaveTheirFigures()
    {
        var (layerMerge, twoStage) = (ImportanceTraining.LayerMerge, ImportanceTraining.TwoStage);
        Assert.Equal((196, 256, 0.1, 1e-5), (layerMerge.RecipeFor(50_000).Steps, layerMerge.Recipe.BatchSize, layerMerge.Recipe.Schedule.Peak, layerMerge.Recipe.WeightDecay));
        Assert.Equal((50_000, null), (layerMerge.Images, twoStage.Images));
        Assert.True(layerMerge is { Reinitializes: true, TrainsBaseline: false, DistillationWeight: 0, HopelessDrop: null });
        Assert.Equal(30, ImportanceTraining.Quick.RecipeFor(1920).Steps);
        Assert.True(ImportanceTraining.Quick is { Reinitializes: false, TrainsBaseline: true });
    }

    private static double? MethodPlansChange(Candidate candidate, IReadOnlyDictionary<Candidate, ImportanceRow> rows) => MethodPlans.ChangeOf(candidate, rows);

    private static ImportanceTraining Protocol => ImportanceTraining.Quick with { Recipe = ImportanceTraining.Quick.Recipe with { BatchSize = 16, Seed = 0 } };

    private TrainedImportance Source(ITrainer trainer, ImportanceTraining? training = null) =>
        new(new CountingExecutor(), trainer, store, Request, training ?? Protocol, new RepeatedBatches(Request.Calibration));

    private static Graph FourLayers()
    {
        var net = new NetworkText();
        var end = net.Relu(net.Conv("%x", 8));
        end = net.Relu(net.Conv(end, 8));
        end = net.Relu(net.Conv(end, 8));
        return net.Ends(net.Conv(end, 6));
    }

    private static Graph FilledWith(Graph graph, float number) => graph.WithInitializers(graph.Nodes.Where(node => node.Op is Conv)
        .Select(node => node.Inputs[1]!).Distinct().ToDictionary(value => value, value =>
            Tensor.Build<float>(graph.Initializers[value].Shape, data => data.Fill(number))));

    private sealed class Nothing : IQualityMetric
    {
        public string Name => "nothing";

        public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch) => [double.NaN];
    }
}

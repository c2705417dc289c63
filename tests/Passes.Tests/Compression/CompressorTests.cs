using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>The whole arrow on a small network, on an imagined machine whose clock is exact, or not.</summary>
public sealed class CompressorTests
{
    private static readonly Graph Network = ThreeBlocks();

    [NeedsFact(Need.OnnxRuntime)]
    public void ATargetIsMet()
    {
        var progress = new List<StageProgress>();
        var result = Compress(new CountingProbe(), new MemoryTables(), progress: progress);

        Assert.Equal(Verdict.Met, result.Verdict);
        Assert.InRange(1 / result.Speed.PairedSpeedup, 0, 0.7 * 1.03);
        Assert.Equal(Verified(result), result.Speed.PairedSpeedup, 1e-9);
        Assert.True(result.Quality[0].Drop > 0 && result.Quality[0].DropLow <= result.Quality[0].Drop
            && result.Quality[0].Drop <= result.Quality[0].DropHigh);
        Assert.Equal(32, result.Quality[0].Samples);
        Assert.NotEmpty(result.Plan.Segments);
        GraphAssert.Sound(result.Graph);
        Assert.Equal(
            ["optimize", "latency table", "importance table", "closed loop", "compare plans", "refit", "measure", "evaluate"],
            result.Stages.Select(stage => stage.Stage));
        Assert.Equal(result.Stages.Select(stage => stage.Stage), progress.Where(step => step.IsFinished).Select(step => step.Stage));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ThePlanLeadsToTheSameNetworkAgain()
    {
        var result = Compress(new CountingProbe(), new MemoryTables());
        var plan = PlanFile.Parse(PlanFile.Format(result.Plan), "plan.json");
        var context = new PassContext(new DiagnosticSink(), new OrtExecutor());
        var network = Pipelines.Optimize.Run(Network, context);
        var chains = ChainAnalysis.Run(network);

        var again = CompressorOf(new CountingProbe(), new MemoryTables(), Options(0.7)).Realize(
            network, chains, PlanBuilder.Resolve(network, chains, plan, "plan.json"), Samples.Of(network, 1));

        Assert.Equal(GraphPrinter.Print(result.Graph), GraphPrinter.Print(again));
        var input = TensorGenerator.InputsOf(Network)[0];
        Assert.All(
            new OrtExecutor().Run(result.Graph, input)[0].ToDoubles().Zip(new OrtExecutor().Run(again, input)[0].ToDoubles()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-4 * (1 + Math.Abs(pair.First))));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheFrontierRisesAndHoldsThePlan()
    {
        var result = Compress(new CountingProbe(), new MemoryTables());

        Assert.All(result.Frontier.Zip(result.Frontier.Skip(1)), pair =>
            Assert.True(pair.First.Milliseconds < pair.Second.Milliseconds && pair.First.Change < pair.Second.Change));
        Assert.Equal(result.Plan.OriginalMilliseconds, result.Frontier[^1].Milliseconds, 1e-5);
        Assert.Equal(0, result.Frontier[^1].Change);
        var chosen = Assert.NotNull(result.Chosen);
        Assert.Contains(chosen, result.Frontier);
        Assert.Equal(1 - result.PredictedRatio, 1 - (chosen.Milliseconds / result.Plan.OriginalMilliseconds), 1e-9);
        Assert.InRange(result.Plan.PredictedMilliseconds, result.Frontier[0].Milliseconds, 0.7 * 1.03 * result.Plan.OriginalMilliseconds);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TablesAreFilledOnce()
    {
        var store = new MemoryTables();
        Compress(new CountingProbe(), store);
        var (saves, probe) = (store.Saves, new CountingProbe());

        Compress(probe, store);

        Assert.Equal(saves, store.Saves);
        Assert.All(probe.Groups, group => Assert.Equal(2, group));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ABrokenFloorKeepsTheOriginal()
    {
        var result = Compress(new CountingProbe(), new MemoryTables(), mostDrop: 1e-9);

        Assert.Equal(Verdict.QualityFloorBroken, result.Verdict);
        Assert.StartsWith("negative-squared-error falls by ", result.Explanation, StringComparison.Ordinal);
        Assert.EndsWith("; the original is kept", result.Explanation, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AWideFloorHolds() => Assert.Equal(Verdict.Met, Compress(new CountingProbe(), new MemoryTables(), mostDrop: 1e9).Verdict);

    /// <summary>The tables promise what the whole network does not keep.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void WhatIsNotFasterIsNotTaken()
    {
        var whole = Network.Nodes.Count(node => node.Op is Gemm);
        var probe = new CountingProbe { Distort = (graph, time) => graph.Nodes.Count(node => node.Op is Gemm) == whole ? 1 : time };

        var result = Compress(probe, new MemoryTables(), target: 0.99);

        Assert.Equal(Verdict.NotFaster, result.Verdict);
        Assert.Equal("measured beside the original it is not certainly faster (1.00x to 1.00x); the original is kept", result.Explanation);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void LessThanAskedForIsATargetMissed()
    {
        var whole = CountingProbe.Of(Pipelines.Optimize.Run(Network, new PassContext(new DiagnosticSink(), new OrtExecutor())));
        var probe = new CountingProbe
        {
            Distort = (graph, time) => graph.Nodes.Any(node => node.Op is Gemm) ? (0.8 * whole) + (0.2 * time) : time,
        };

        var result = Compress(probe, new MemoryTables());

        Assert.Equal(Verdict.TargetMissed, result.Verdict);
        Assert.True(result.Speed.PairedSpeedup > 1);
        Assert.Contains("asked for were 1.43x: even the fastest plan is slower than that when measured", result.Explanation,
            StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ATargetMissedPutsTheRowsOfItsPlanInDoubtForOneRun()
    {
        var whole = CountingProbe.Of(Pipelines.Optimize.Run(Network, new PassContext(new DiagnosticSink(), new OrtExecutor())));
        var probe = new CountingProbe
        {
            Distort = (graph, time) => graph.Nodes.Any(node => node.Op is Gemm) ? (0.8 * whole) + (0.2 * time) : time,
        };
        var (store, diagnostics) = (new MemoryTables(), new DiagnosticSink());
        var compressor = CompressorOf(probe, store, Options(0.7));
        var result = compressor.Run(Network, "digest", diagnostics);
        Assert.Empty(store.Doubts);

        compressor.Settle(result, diagnostics);

        Assert.Contains(diagnostics.All, found => found.Descriptor.Code == "DC2781");
        Assert.InRange(store.Doubts.Count, 3, store.Latencies.Count);
        var rows = store.Saves;
        Assert.Equal(store.Doubts.Count, Compress(new CountingProbe(), store).Tables.Latency.Anew);
        Assert.True(store.Saves >= rows + store.Doubts.Count);
        Assert.All(store.Doubts.Values, doubt => Assert.Equal(new LatencyDoubt(1, IsOpen: false), doubt));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ATargetMetPutsNothingInDoubt()
    {
        var (store, diagnostics) = (new MemoryTables(), new DiagnosticSink());
        var compressor = CompressorOf(new CountingProbe(), store, Options(0.7));

        compressor.Settle(compressor.Run(Network, "digest", diagnostics), diagnostics);

        Assert.Empty(store.Doubts);
        Assert.DoesNotContain(diagnostics.All, found => found.Descriptor.Code.StartsWith("DC278", StringComparison.Ordinal));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void NoiseLeavesItOpen()
    {
        var random = new SeededData(3);
        var probe = new CountingProbe { Jitter = [.. Enumerable.Range(0, 40).Select(_ => Math.Pow(6, (2 * random.Next()) - 1))] };

        var result = Compress(probe, new MemoryTables(), target: 0.9);

        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.Equal("the machine was too noisy to tell whether the result is faster; the original is kept", result.Explanation);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnUnreachableTargetIsSaidBeforeAnythingIsRefitted()
    {
        var error = Assert.Throws<DiagnosticException>(() => Compress(new CountingProbe(), new MemoryTables(), target: 0.001));

        Assert.Equal("DC3201", error.Diagnostic.Descriptor.Code);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ANetworkWithoutCandidatesIsRefused()
    {
        var graph = GraphParser.Parse("graph @g\n  in %x : f32[N,4,8,8]\n  %y = Relu(%x)\n  out %y");

        var error = Assert.Throws<DiagnosticException>(
            () => CompressorOf(new CountingProbe(), new MemoryTables(), Options(0.7)).Run(graph, "digest", new DiagnosticSink()));

        Assert.Equal("DC3202", error.Diagnostic.Descriptor.Code);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void EveryFamilyTakesPart()
    {
        var probe = new CountingProbe();
        var options = Options(0.5) with { Enumeration = new() { Families = CandidateOptions.AllFamilies, RankAlign = 1 } };

        var result = CompressorOf(probe, new MemoryTables(), options).Run(Network, "digest", new DiagnosticSink());

        Assert.Equal(Verdict.Met, result.Verdict);
        GraphAssert.Sound(result.Graph);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void FineTuningComesAfterTheFit()
    {
        var trainer = new FakeTrainer(graph => graph);
        var result = FineTuned(trainer);

        Assert.Equal(Verdict.Met, result.Verdict);
        Assert.True(result.FineTuning!.IsKept && result.FineTuning.Proof.Passed);
        Assert.Equal(7, result.FineTuning.Steps);
        Assert.Equal(result.AfterFit!.Value[0].Before, result.Quality[0].Before);
        Assert.Equal(result.AfterFit.Value[0].After, result.Quality[0].After, 1e-6);
        Assert.Equal(
            ["optimize", "latency table", "importance table", "closed loop", "compare plans", "refit", "fine-tune", "measure", "evaluate"],
            result.Stages.Select(stage => stage.Stage));
        var teacher = trainer.Runs[0].Request.Teacher!.Teacher;
        Assert.True(new EquivalenceCheck(new OrtExecutor()).Compare(Network, teacher, TensorGenerator.InputsOf(Network)).Passed);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TrainingThatSpoilsTheFitIsSetAside()
    {
        var fit = Compress(new CountingProbe(), new MemoryTables());

        var result = FineTuned(new FakeTrainer(graph => FakeTrainer.Perturbed(graph, 0.5)));

        Assert.Contains("more steps may help", result.FineTuning!.WhyNotKept, StringComparison.Ordinal);
        Assert.Equal(fit.Quality[0].After, result.Quality[0].After, 1e-6);
        Assert.Equal(result.Quality, result.AfterFit!.Value);
        Assert.Equal(Verdict.Met, result.Verdict);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AMissingPartOfTrainingIsFoundFirst()
    {
        var probe = new CountingProbe();
        var options = Options(0.7) with { FineTune = new() { Budget = new TrainingBudget.Steps(1) } };
        var services = new CompressionServices(new OrtExecutor(), probe, new MemoryTables()) { Trainer = new FakeTrainer(graph => graph) };

        var error = Assert.Throws<DiagnosticException>(
            () => new Compressor(services, options, Data()).Run(Network, "digest", new DiagnosticSink()));

        Assert.Equal("DC2690", error.Diagnostic.Descriptor.Code);
        Assert.Empty(probe.Groups);
    }

    private static CompressionResult FineTuned(FakeTrainer trainer)
    {
        var options = Options(0.7) with { FineTune = new() { Budget = new TrainingBudget.Steps(7) } };
        var services = new CompressionServices(new OrtExecutor(), new CountingProbe(), new MemoryTables()) { Trainer = trainer };
        var data = Data() with { Training = new RepeatedBatches(Samples.Of(Network, 4)) };
        return new Compressor(services, options, data).Run(Network, "digest", new DiagnosticSink());
    }

    private static CompressionData Data() => new(
        Samples.Of(Network, 1), Samples.Of(Network, 2), Samples.Of(Network, 3), new NegativeSquaredError(), [new NegativeSquaredError()]);

    private static double Verified(CompressionResult result) => CountingProbe.Of(Network) / CountingProbe.Of(result.Graph);

    private static CompressionOptions Options(double target, double? mostDrop = null) => new()
    {
        TargetRatio = target,
        MostDrop = mostDrop,
        InputShapes = [[1, 4, 8, 8]],
        ToolVersion = "test",
    };

    private static Compressor CompressorOf(
        ILatencyProbe probe, ITableStore store, CompressionOptions options, List<StageProgress>? progress = null)
    {
        return new Compressor(new CompressionServices(new OrtExecutor(), probe, store), options, Data())
        {
            Progress = progress is null ? null : new Listing(progress),
        };
    }

    private static CompressionResult Compress(
        ILatencyProbe probe, ITableStore store, double target = 0.7, double? mostDrop = null, List<StageProgress>? progress = null) =>
        CompressorOf(probe, store, Options(target, mostDrop), progress).Run(Network, "digest", new DiagnosticSink());

    private static Graph ThreeBlocks()
    {
        var net = new NetworkText();
        return net.Ends(net.Head(net.Block(net.Block(net.Block(net.Relu(net.Norm(net.Conv("%x", 4))))))));
    }

    private sealed class Listing(List<StageProgress> steps) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => steps.Add(value);
    }
}

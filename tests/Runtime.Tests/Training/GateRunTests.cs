using DepthCompress.GraphIR;
using DepthCompress.Runtime.Importance;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Runs in which activations learn whether they are needed.</summary>
public sealed class GateRunTests : IDisposable
{
    private const int Steps = 12;

    private static readonly TrainingRecipe Recipe = new()
    {
        Steps = Steps,
        BatchSize = 8,
        Schedule = new() { Peak = 0.03 },
        ClipNorm = 5,
        Threads = 1,
        ValidateEvery = 2,
    };

    private readonly DataFolder folder = new();

    private string Checkpoint => folder["run.checkpoint"];

    public void Dispose() => folder.Dispose();

    /// <summary>Two branches that are equal in everything but what leaving out their activation saves.</summary>
    [NeedsTheory(Need.LibTorch)]
    [InlineData(1, 3, false, true)]
    [InlineData(3, 1, false, false)]
    [InlineData(1, 3, true, false)]
    [InlineData(3, 1, true, true)]
    public void OfEqualUnitsTheOneThatSavesMoreGoes(double first, double second, bool released, bool firstStays)
    {
        var network = Twins();
        var gates = new ActivationGates
        {
            Units = [UnitOf(network, "first", first), UnitOf(network, "second", second)],
            Keep = 1,
            LatencyWeight = 2,
            ProtectsExpensive = released,
            Projects = !released,
        };
        var recipe = Recipe with { Optimizer = new Optimizer.Sgd(0, false), ClipNorm = 0, Schedule = new() { Peak = 0.01 } };
        var result = Train(network, new() { Data = TrainingSamples.Images(), Recipe = recipe, Gates = gates });

        Assert.Equal([firstStays, !firstStays], result.Gates!.Kept.ToArray());
        Assert.All(result.Gates.Scores, score => Assert.InRange(score, released ? -1 : 0, 1));
    }

    [NeedsTheory(Need.LibTorch)]
    [InlineData(0, false)]
    [InlineData(5, false)]
    [InlineData(9, false)]
    [InlineData(4, true)]
    public void FromWhereverItWasStoppedTheSameScores(int stop, bool adam)
    {
        var recipe = Recipe with { Optimizer = adam ? new Optimizer.AdamW() : new Optimizer.Sgd() };
        var network = TrainingNetworks.Classifier();
        var whole = Train(network, Request(network, recipe));
        using var cancellation = new CancellationTokenSource();
        var stopped = Request(network, recipe, TrainingSamples.CancelAt(stop, cancellation)) with { Checkpoint = Checkpoint };
        Assert.Throws<OperationCanceledException>(() => Train(network, stopped, cancellation.Token));
        var resumed = Train(network, Request(network, recipe) with { Checkpoint = Checkpoint });

        Assert.True(whole.Graph.HasWeightsOf(resumed.Graph));
        Assert.Equal(whole.Gates!.Scores.AsEnumerable(), resumed.Gates!.Scores);
        Assert.Equal(whole.Gates.Kept.AsEnumerable(), resumed.Gates.Kept);
        Assert.Equal(whole.Gates.Flips.AsEnumerable(), resumed.Gates.Flips);
        Assert.Equal(whole.Validations.AsEnumerable(), resumed.Validations);
        Assert.Equal(Steps / 4, whole.Gates.Flips.Length);
        Assert.Contains(whole.Gates.Scores, score => score > 0);
    }

    [NeedsFact(Need.LibTorch)]
    public void ARunWithOtherGatesIsAnotherRun()
    {
        var network = TrainingNetworks.Classifier();
        var request = Request(network, Recipe) with { Checkpoint = Checkpoint };
        Train(network, request);
        var problem = Assert.Throws<DiagnosticException>(() => Train(network, request with { Gates = request.Gates! with { LatencyWeight = 0.2 } }));
        Assert.EndsWith("it differs in the gates", problem.Diagnostic.Message, StringComparison.Ordinal);
    }

    /// <summary>Kept units are trained as such: without any left out, gates change nothing but their scores.</summary>
    [NeedsFact(Need.LibTorch)]
    public void WithoutAChoiceNothingIsLeftOut()
    {
        var network = TrainingNetworks.Classifier();
        var request = Request(network, Recipe with { ClipNorm = 0 });
        var plain = Train(network, request with { Gates = null });
        var gated = Train(network, request with { Gates = request.Gates! with { Keep = null } });
        Assert.True(plain.Graph.HasWeightsOf(gated.Graph));
        Assert.Null(plain.Gates);
        Assert.All(gated.Gates!.Kept, Assert.True);
    }

    [NeedsFact(Need.LibTorch)]
    public void AFrozenChoiceStands()
    {
        var network = TrainingNetworks.Classifier();
        var request = Request(network, Recipe) with { Gates = Request(network, Recipe).Gates! with { FrozenPart = 1 } };
        var result = Train(network, request);
        Assert.Equal([true, false], result.Gates!.Kept.ToArray());
        Assert.All(result.Gates.Flips, flips => Assert.Equal(0, flips));
    }

    [Theory]
    [InlineData(3, 0.1, "kept units")]
    [InlineData(1, -0.1, "latency weight")]
    public void WhatMakesNoSenseIsRefused(int keep, double weight, string option)
    {
        var network = TrainingNetworks.Classifier();
        var request = Request(network, Recipe);
        var wrong = request with { Gates = request.Gates! with { Keep = keep, LatencyWeight = weight } };
        var problem = Assert.Throws<DiagnosticException>(() => Train(network, wrong)).Diagnostic;
        Assert.Contains(option, problem.Message, StringComparison.Ordinal);
    }

    private static TrainingRequest Request(Graph network, TrainingRecipe recipe, Action<long>? onStep = null)
    {
        var samples = TrainingSamples.Images(onStep: onStep);
        return new()
        {
            Data = samples,
            Recipe = recipe,
            Validation = samples.ToValidation(),
            Metric = new AccuracyMetric(),
            Gates = new() { Units = [UnitOf(network, "relu1", 1), UnitOf(network, "relu2", 2)], Keep = 1, LatencyWeight = 0.1 },
        };
    }

    private static GatedUnit UnitOf(Graph network, string node, double saving)
    {
        var activation = network.Nodes.Single(other => other.Name == node);
        return new(node, [new(activation.Inputs[0]!, activation.Output)], saving);
    }

    private static Graph Twins() => GraphParser.Parse("""
        graph @twins
          in %x : f32[N,2,6,6]
          const %w1 : f32[6,2,3,3] = random(1)
          const %w2 : f32[6,2,3,3] = random(1)
          const %w : f32[4,6] = random(5)
          const %b : f32[4] = zeros
          %c1 = Conv(%x, %w1) kernel_shape=[3,3] pads=[1,1,1,1] @conv1
          %c2 = Conv(%x, %w2) kernel_shape=[3,3] pads=[1,1,1,1] @conv2
          %r1 = Relu(%c1) @first
          %r2 = Relu(%c2) @second
          %s = Add(%r1, %r2) @sum
          %p = GlobalAveragePool(%s) @pool
          %f = Flatten(%p) @flatten
          %y = Gemm(%f, %w, %b) transB=1 @head
          out %y
        """);

    private static TrainingResult Train(Graph network, TrainingRequest request, CancellationToken cancellation = default) =>
        new TorchTrainer().Train(network, request, null, cancellation);
}

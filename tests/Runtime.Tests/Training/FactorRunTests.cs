using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using DepthCompress.Runtime.Training;
using TorchSharp;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Runs in which factors of filters become binary.</summary>
public sealed class FactorRunTests : IDisposable
{
    private static readonly TrainingRecipe Recipe = new()
    {
        Steps = 12,
        BatchSize = 8,
        Schedule = new() { Peak = 0.03 },
        WeightDecay = 0,
        ClipNorm = 5,
        Threads = 1,
    };

    private readonly DataFolder folder = new();

    private string Checkpoint => folder["run.checkpoint"];

    public void Dispose() => folder.Dispose();

    [NeedsTheory(Need.LibTorch)]
    [InlineData(0, 0)]
    [InlineData(5, 0.7)]
    [InlineData(9, 0)]
    public void FromWhereverItWasStoppedTheSameFactors(int stop, double average)
    {
        var network = Gated();
        var recipe = Recipe with { AverageDecay = average };
        var whole = Train(network, Request(network, recipe));
        using var cancellation = new CancellationTokenSource();
        var stopped = Request(network, recipe, TrainingSamples.CancelAt(stop, cancellation)) with { Checkpoint = Checkpoint };
        Assert.Throws<OperationCanceledException>(() => Train(network, stopped, cancellation.Token));
        var resumed = Train(network, Request(network, recipe) with { Checkpoint = Checkpoint });

        Assert.Equal(stop + 1, resumed.FirstStep);
        Assert.True(whole.Graph.HasWeightsOf(resumed.Graph));
        Assert.Equal(2, whole.Factors.Length);
        Assert.All(whole.Factors.Zip(resumed.Factors), pair => Assert.True(pair.First.ContentEquals(pair.Second)));
        Assert.All(whole.Factors[0].ToDoubles(), value => Assert.NotEqual(1, value));
    }

    /// <summary>What the trainer does with the gradients is the iteration of the method, fed with gradients taken apart from it.</summary>
    [NeedsFact(Need.LibTorch)]
    public void AStepIsTheIterationOfTheMethod()
    {
        var network = Gated();
        var request = Request(network, Recipe with { Steps = 1, ClipNorm = 0 });
        var slope = Slopes(network, request)[0];
        var result = Train(network, request);

        var expected = FactorState.Start(6).Next(3, slope, rate: 0.5, tradeoff: 0.8, penalty: 0.05).Values;
        Assert.All(expected.Zip(result.Factors[0].ToDoubles()), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
        Assert.All(expected.Zip(result.Graph.Numbers("v1")), pair => Assert.Equal((float)pair.First, (float)pair.Second, 1e-6f));
    }

    /// <summary>The gradient of a factor is the change of the loss, factors shared by several multiplications included.</summary>
    [NeedsFact(Need.LibTorch)]
    public void GradientsOfFactorsAreThoseOfDifferences()
    {
        const double Step = 1e-5;
        var network = Gated();
        var batch = TrainingSamples.Images().BatchOf([0, 1, 2, 3, 4, 5, 6, 7]);
        using var scope = torch.NewDisposeScope();
        using var parameters = TorchParameters.Of(network, torch.CPU, torch.ScalarType.Float64);
        var program = TorchProgram.Compile(network, [network.Outputs[0].Value]);
        var factor = parameters[network.ValueNamed("v1")!];
        factor.requires_grad = true;
        using var input = TorchTensors.ToTorch(batch.Inputs[0], torch.CPU, torch.ScalarType.Float64);
        torch.Tensor Loss() => program.Run(parameters, [input], NormalizationMode.Batch)[0].pow(2).mean();
        var gradient = TorchTensors.Numbers(torch.autograd.grad([Loss()], [factor])[0]);

        using var silent = torch.no_grad();
        var numbers = factor.unbind(0);
        for (var filter = 0; filter < gradient.Length; filter++)
        {
            numbers[filter].add_(Step);
            var above = Loss().ToDouble();
            numbers[filter].add_(-2 * Step);
            var below = Loss().ToDouble();
            numbers[filter].add_(Step);
            Assert.Equal((above - below) / (2 * Step), gradient[filter], 1e-7);
        }

        Assert.Contains(gradient, number => Math.Abs(number) > 1e-3);
    }

    [NeedsFact(Need.LibTorch)]
    public void ExactlySoManyBecomeOne()
    {
        var network = Gated();
        var result = Train(network, Request(network, Recipe with { Steps = 150 }));
        Assert.Equal(3, result.Factors[0].ToDoubles().Count(value => value > 0.5));
        Assert.All(result.Factors[0].ToDoubles(), value => Assert.True(Math.Min(Math.Abs(value), Math.Abs(1 - value)) < 0.1, $"{value}"));
    }

    [NeedsFact(Need.LibTorch)]
    public void WhoKeepsAllLearnsNothing()
    {
        var network = Gated();
        var result = Train(network, Request(network, Recipe));
        Assert.Equal(Enumerable.Repeat(1.0, 8), result.Factors[1].ToDoubles());
        Assert.Equal(Enumerable.Repeat(1.0, 8), result.Graph.Numbers("v2"));
    }

    [NeedsFact(Need.LibTorch)]
    public void ADivergenceNamesTheFactorAndKeepsTheCheckpoint()
    {
        var network = Gated();
        var request = Request(network, Recipe with { CheckpointEvery = 1, ClipNorm = 0 }) with { Checkpoint = Checkpoint };
        var wild = request with { Factors = request.Factors! with { Rate = 1, LastPenalty = 0.02, FirstPenalty = 0.001, Tradeoff = 0.5 } };
        var problem = Assert.Throws<DiagnosticException>(() => Train(network, wild)).Diagnostic;
        Assert.Equal("DC3321", problem.Descriptor.Code);
        Assert.StartsWith("the factors of 'v1' diverge: one is ", problem.Message, StringComparison.Ordinal);
        Assert.InRange(CheckpointFile.Read(Checkpoint)!.State.Step, 1, Recipe.Steps - 1);
    }

    [NeedsFact(Need.LibTorch)]
    public void ARunWithOtherFactorsIsAnotherRun()
    {
        var network = Gated();
        var request = Request(network, Recipe) with { Checkpoint = Checkpoint };
        Train(network, request);
        var problem = Assert.Throws<DiagnosticException>(() => Train(network, request with { Factors = request.Factors! with { Tradeoff = 0.7 } }));
        Assert.EndsWith("it differs in the factors", problem.Diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnstableIterationIsRefusedBeforehand()
    {
        var network = Gated();
        var request = Request(network, Recipe);
        var wrong = request with { Factors = request.Factors! with { LastPenalty = 2.6 } };
        var problem = Assert.Throws<DiagnosticException>(() => Train(network, wrong)).Diagnostic;
        Assert.Equal("DC3320", problem.Descriptor.Code);
        Assert.Contains("is 1.04, and must stay below 1", problem.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<FactorLearning, FactorLearning>> Wrong => new()
    {
        { "factors", learning => learning with { Factors = [] } },
        { "factors", learning => learning with { Factors = [learning.Factors[0] with { Factor = new Value("nowhere") }] } },
        { "kept factors", learning => learning with { Factors = [learning.Factors[0] with { Keep = 0 }] } },
        { "kept factors", learning => learning with { Factors = [learning.Factors[0] with { Keep = 7 }] } },
        { "trade-off", learning => learning with { Tradeoff = 0 } },
        { "first penalty", learning => learning with { FirstPenalty = 0 } },
        { "last penalty", learning => learning with { LastPenalty = 0.001 } },
        { "growth of the penalty", learning => learning with { Growth = 0.9 } },
        { "rate of factors", learning => learning with { Rate = double.NaN } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WhatMakesNoSenseIsRefused(string option, Func<FactorLearning, FactorLearning> change)
    {
        var network = Gated();
        var request = Request(network, Recipe);
        var problem = Assert.Throws<DiagnosticException>(() => Train(network, request with { Factors = change(request.Factors!) })).Diagnostic;
        Assert.Contains($"'{option}'", problem.Message, StringComparison.Ordinal);
    }

    private static double[][] Slopes(Graph network, TrainingRequest request)
    {
        var batch = request.Data.From(0, Recipe.BatchSize, Recipe.Seed).First();
        using var scope = torch.NewDisposeScope();
        using var parameters = TorchParameters.Of(network, torch.CPU);
        var factor = parameters[network.ValueNamed("v1")!];
        factor.requires_grad = true;
        var loss = new Objective(network, request, null, torch.CPU).Loss(parameters, batch, 0);
        return [TorchTensors.Numbers(torch.autograd.grad([loss], [factor])[0])];
    }

    private static TrainingRequest Request(Graph network, TrainingRecipe recipe, Action<long>? onStep = null) => new()
    {
        Data = TrainingSamples.Images(onStep: onStep),
        Recipe = recipe,
        Factors = new()
        {
            Factors = [new(network.ValueNamed("v1")!, 3), new(network.ValueNamed("v2")!, 8)],
            Tradeoff = 0.8,
            FirstPenalty = 0.05,
            LastPenalty = 1.2,
            Growth = Math.Pow(1.2 / 0.05, 1.0 / 60),
            Rate = 0.5,
        },
    };

    /// <summary>One factor stands behind a normalization and again behind the rectifier, one behind a convolution with a bias.</summary>
    private static Graph Gated() => GraphParser.Parse("""
        graph @gated
          in %x : f32[N,2,6,6]
          const %w1 : f32[6,2,3,3] = random(1)
          const %g1 : f32[6] = positive(11)
          const %s1 : f32[6] = random(21)
          const %m1 : f32[6] = zeros
          const %d1 : f32[6] = ones
          const %v1 : f32[6,1,1] = ones
          const %w2 : f32[8,6,3,3] = random(31)
          const %b2 : f32[8] = random(41)
          const %v2 : f32[1,8,1,1] = ones
          const %w : f32[4,32] = random(51)
          const %b : f32[4] = zeros
          %c1 = Conv(%x, %w1) kernel_shape=[3,3] pads=[1,1,1,1] @conv1
          %n1 = BatchNormalization(%c1, %g1, %s1, %m1, %d1) @norm1
          %f1 = Mul(%n1, %v1) @gate1
          %r1 = Relu(%f1) @relu1
          %f2 = Mul(%v1, %r1) @gate2
          %c2 = Conv(%f2, %w2, %b2) kernel_shape=[3,3] pads=[1,1,1,1] strides=[3,3] @conv2
          %f3 = Mul(%c2, %v2) @gate3
          %r2 = Relu(%f3) @relu2
          %f = Flatten(%r2) @flatten
          %y = Gemm(%f, %w, %b) transB=1 @head
          out %y
        """);

    private static TrainingResult Train(Graph network, TrainingRequest request, CancellationToken cancellation = default) =>
        new TorchTrainer().Train(network, request, null, cancellation);
}

using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Weights change as the formulas say.</summary>
public sealed class TrainingUpdateTests
{
    private const int Steps = 4;

    private static readonly TrainingRecipe Plain = new()
    {
        Steps = Steps,
        BatchSize = 3,
        Optimizer = new Optimizer.Sgd(0),
        Schedule = new() { Peak = 0.1, Decline = LearningRateDecline.Linear, WarmUp = 1 },
        WeightDecay = 0,
        Threads = 1,
    };

    private static readonly TrainingRecipe Adam = Plain with { Optimizer = new Optimizer.AdamW(0.8, 0.95, 1e-6) };

    public static TheoryData<string> Names => [.. Recipes.Keys];

    private static Dictionary<string, TrainingRecipe> Recipes { get; } = new()
    {
        ["descent"] = Plain,
        ["momentum"] = Plain with { Optimizer = new Optimizer.Sgd(0.9, false) },
        ["Nesterov"] = Plain with { Optimizer = new Optimizer.Sgd(0.9) },
        ["decay"] = Plain with { Optimizer = new Optimizer.Sgd(0.9), WeightDecay = 0.3 },
        ["decay of all"] = Plain with { Optimizer = new Optimizer.Sgd(0.9, false), WeightDecay = 0.3, DecayAll = true },
        ["AdamW"] = Adam,
        ["AdamW with decay"] = Adam with { WeightDecay = 0.3 },
        ["AdamW with decay of all"] = Adam with { WeightDecay = 0.3, DecayAll = true },
        ["factors"] = Plain with { LearningRateFactors = [("w", 0.5), ("b", 2)], WeightDecay = 0.1 },
        ["AdamW with factors"] = Adam with { LearningRateFactors = [("w", 0.5)], WeightDecay = 0.1 },
        ["frozen bias"] = Plain with { LearningRateFactors = [("b", 0)] },
        ["frozen kernel"] = Adam with { LearningRateFactors = [("w", 0)], WeightDecay = 0.1 },
        ["clipping"] = Plain with { ClipNorm = 0.5 },
        ["clipping beyond reach"] = Plain with { ClipNorm = 1000 },
        ["clipping what is trained"] = Plain with { ClipNorm = 0.5, LearningRateFactors = [("w", 0)] },
        ["average"] = Plain with { AverageDecay = 0.5 },
        ["average of AdamW"] = Adam with { AverageDecay = 0.15 },
    };

    [NeedsTheory(Need.LibTorch)]
    [MemberData(nameof(Names))]
    public void UpdatesAreThoseOfTheFormulas(string name)
    {
        var (recipe, graph, samples) = (Recipes[name], TrainingNetworks.Affine(), Samples());
        var reference = new AffineReference(recipe, graph);
        var batches = samples.From(0, recipe.BatchSize, recipe.Seed).Take(Steps);
        var losses = batches.Select((batch, step) => reference.Step(batch, step)).ToArray();

        var result = new TorchTrainer().Train(graph, new() { Data = samples, Recipe = recipe });

        Near(reference.Result[0], result.Graph.Numbers("w"));
        Near(reference.Result[1], result.Graph.Numbers("b"));
        // Seven samples make an epoch of two steps.
        Assert.Equal(losses[^2..].Average(), result.Loss, 1e-5);
        Assert.Equal(Steps, result.Steps);
    }

    [NeedsFact(Need.LibTorch)]
    public void FrozenWeightsStayBitForBit()
    {
        var graph = TrainingNetworks.Affine();
        var recipe = Adam with { LearningRateFactors = [("b*", 0)], WeightDecay = 0.5, DecayAll = true, AverageDecay = 0.5 };
        var result = new TorchTrainer().Train(graph, new() { Data = Samples(), Recipe = recipe });
        Assert.Equal(graph.Numbers("b"), result.Graph.Numbers("b"));
        Assert.NotEqual(graph.Numbers("w"), result.Graph.Numbers("w"));
    }

    [NeedsFact(Need.LibTorch)]
    public void ANetworkThatIsAllFrozenIsRefused()
    {
        var request = new TrainingRequest { Data = Samples(), Recipe = Plain with { LearningRateFactors = [("*", 0)] } };
        var problem = Assert.Throws<DiagnosticException>(() => new TorchTrainer().Train(TrainingNetworks.Affine(), request)).Diagnostic;
        Assert.Equal("DC2650", problem.Descriptor.Code);
    }

    private static TrainingSamples Samples()
    {
        var random = new SeededRandom(3);
        ImmutableArray<float[]> Rows(int length) =>
            [.. Enumerable.Range(0, 7).Select(_ => Enumerable.Range(0, length).Select(_ => (float)random.Gaussian()).ToArray())];
        return new(Rows(3), [3]) { Targets = Rows(2), TargetShape = [2] };
    }

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 3e-6));
    }
}

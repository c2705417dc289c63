using System.Reflection;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Importance;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Which runs are the same.</summary>
public sealed class RunIdentityTests
{
    private static readonly Graph Network = TrainingNetworks.Classifier();
    private static readonly TrainingRequest Request = new() { Data = TrainingSamples.Images(), Recipe = new() { Steps = 10 } };

    public static TheoryData<string> RecipeProperties =>
        [.. typeof(TrainingRecipe).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)];

    [Fact]
    public void TheSameRequestIsTheSameRun() =>
        Assert.Equal(
            RunIdentity.Of(Network, Request),
            RunIdentity.Of(TrainingNetworks.Classifier(), Request with { Recipe = new() { Steps = 10 } }));

    [Theory]
    [MemberData(nameof(RecipeProperties))]
    public void EverythingInARecipeCountsButWhereAndHowOften(string name)
    {
        var property = typeof(TrainingRecipe).GetProperty(name)!;
        var recipe = new TrainingRecipe { Steps = 10 };
        object changed = property.GetValue(recipe) switch
        {
            int number => number + 1,
            long number => number + 1,
            double number => number + 0.1,
            bool truth => !truth,
            TrainingDevice => TrainingDevice.Cpu,
            Optimizer.Sgd sgd => sgd with { Momentum = 0.8 },
            LearningRateSchedule schedule => schedule with { Milestones = [0.1] },
            ImmutableArray<(string, double)> => ImmutableArray.Create(("head.*", 0.1)),
            var other => throw new InvalidOperationException($"{name} is {other}"),
        };
        property.SetValue(recipe, changed);
        var difference = RunIdentity.Of(Network, Request).DifferenceFrom(RunIdentity.Of(Network, Request with { Recipe = recipe }));
        Assert.Equal(name is "Threads" or "Device" or "CheckpointEvery" ? "" : "the recipe", difference);
    }

    [Fact]
    public void EveryPartIsNamed()
    {
        var teacher = new Distillation(TrainingNetworks.Classifier(2));
        Assert.Equal("the network or its weights", Difference(TrainingNetworks.Classifier(3), Request));
        Assert.Equal("the data", Difference(Network, Request with { Data = TrainingSamples.Images(40) }));
        Assert.Equal("the teacher", Difference(Network, Request with { Teacher = teacher }));
        Assert.Equal("the validation", Difference(Network, Request with { Metric = new AccuracyMetric() }));
        Assert.Equal("the recipe, the teacher", Difference(Network, Request with { Recipe = new() { Steps = 11 }, Teacher = teacher }));
    }

    [Fact]
    public void TheRulesOfUpdatesAreTold()
    {
        var sgd = Request with { Recipe = new() { Steps = 10, Optimizer = new Optimizer.Sgd(0.9, false) } };
        var adam = Request with { Recipe = new() { Steps = 10, Optimizer = new Optimizer.AdamW() } };
        Assert.Equal("the recipe", Difference(Network, sgd));
        Assert.Equal("the recipe", Difference(Network, adam));
    }

    private static string Difference(Graph network, TrainingRequest request) =>
        RunIdentity.Of(Network, Request).DifferenceFrom(RunIdentity.Of(network, request));
}

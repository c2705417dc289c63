using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool.Tests;

/// <summary>DepthShrinker from the command line, around a trainer that learns nothing.</summary>
public sealed class DepthShrinkerTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=32&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20", "--refit-count", "20",
            "--selection-count", "10", "-q"];

    private static readonly string[] Short = ["--batch-size", "8", "--validation-count", "10"];

    private readonly CommandLine line = new();

    public DepthShrinkerTests()
    {
        line.Write("model.onnx", new Runtime.Zoo.MobileNetwork { Input = new(3, 32, 32), Width = 0.1, Depth = 0.5, Features = 32 }.Build());
        line.Trainer.Factor = 1;
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ASearchEndsInAVerifiedNetworkAndItsPlan()
    {
        Assert.Equal(ExitCode.Done, Compress("--speedup", "1.05x", "--search-steps", "4", "--json"));

        Assert.True(line.Json.GetProperty("verified").GetBoolean());
        var plan = PlanFile.Parse(File.ReadAllText(line["out.plan.json"]), "p");
        Assert.Equal("gate-score", plan.Metric);
        Assert.NotEmpty(plan.Segments);
        Assert.All(plan.Segments, segment => Assert.Equal(("compose", "added"), (segment.Family, segment.Activation)));
        var search = Assert.Single(line.Trainer.Requests);
        Assert.Equal((4, 8, 0.1), (search.Recipe.Steps, search.Recipe.BatchSize, search.Recipe.LabelSmoothing));
        Assert.Equal((search.Gates!.Units.Length / 2, 0.05, 0.15), (search.Gates.Keep, search.Gates.LatencyWeight, search.Gates.FrozenPart));
        Assert.All(search.Gates.Units, unit => Assert.True(unit is { Sites.Length: 2, Saving: >= 0 }));
        Assert.Empty(Directory.GetFiles(line["."], "*.checkpoint*"));
        Assert.Equal(ExitCode.Done, line.Run("apply", line["model.onnx"], "--plan", line["out.plan.json"], "-o", line["again.onnx"], "-q"));
    }

    /// <summary>All rows are there after one search: another target takes them, another setting does not.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void WhatWasSearchedForIsNotSearchedForAgain()
    {
        Assert.Equal(ExitCode.Done, Plan("--speedup", "1.05x"));
        Assert.Equal(ExitCode.Done, Plan("--speedup", "1.1x", "-f"));
        Assert.Single(line.Trainer.Requests);
        Assert.Equal(ExitCode.Done, Plan("--speedup", "1.1x", "-f", "--latency-weight", "0.1"));
        Assert.Equal(2, line.Trainer.Requests.Count);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AStoppedSearchGoesOn()
    {
        line.Trainer.IsStopped = true;
        Assert.Equal(ExitCode.Interrupted, Plan("--speedup", "1.05x"));
        line.Trainer.IsStopped = false;
        Assert.Equal(ExitCode.Done, Plan("--speedup", "1.05x"));
        Assert.Equal(line.Trainer.Requests[0].Checkpoint, line.Trainer.Requests[1].Checkpoint);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ACountNeedsNoTarget()
    {
        Assert.Equal(ExitCode.Done, Plan("--keep", "2"));
        var plan = PlanFile.Parse(File.ReadAllText(line["p.json"]), "p");
        Assert.Equal(Assert.Single(line.Trainer.Requests).Gates!.Units.Length - 2, plan.Segments.Length);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AGivenArchitectureIsNotSearchedFor()
    {
        var units = UnitCount();
        var mask = string.Join(',', Enumerable.Range(0, units).Select(unit => unit is 2 or 3 ? 0 : 1));
        Assert.Equal(ExitCode.Done, Compress("--units", mask, "--json"));
        Assert.Empty(line.Trainer.Requests);
        Assert.Equal(2, line.Json.GetProperty("segments").GetArrayLength());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void FineTuningFollowsThePaper()
    {
        var mask = string.Join(',', Enumerable.Range(0, UnitCount()).Select(unit => unit is 2 or 3 ? 0 : 1));
        Assert.Equal(ExitCode.Done, Compress("--units", mask, "--finetune", "--preset", "depthshrinker", "--steps", "2", "--json"));
        var request = Assert.Single(line.Trainer.Requests);
        Assert.Equal((0.7, 1, 1e-3, 0), (request.Teacher!.Weight, request.Teacher.Temperature, request.Teacher.FeatureWeight, request.Recipe.LabelSmoothing));
        Assert.Equal((0.1 * 8 / 256, 1e-5, 5, 0), (request.Recipe.Schedule.Peak, request.Recipe.WeightDecay, request.Recipe.ClipNorm, request.Recipe.Schedule.WarmUp));
        Assert.Equal(2, request.Teacher.Features.Length);
        Assert.True(line.Json.GetProperty("verified").GetBoolean());
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("DC2102", "--keep", "half")]
    [InlineData("DC3261", "--keep", "99")]
    [InlineData("DC2102", "--units", "1,0,2")]
    [InlineData("DC3262", "--units", "1,0,1")]
    [InlineData("DC2102", "--trailing-activation", "tanh", "--speedup", "1.1x")]
    [InlineData("DC2102", "--freeze-choice", "150%", "--speedup", "1.1x")]
    [InlineData("DC2102", "--gate-lr", "0", "--speedup", "1.1x")]
    [InlineData("DC2101", "--search-steps", "2", "--search-epochs", "2", "--speedup", "1.1x")]
    public void WhatMakesNoSenseIsSaid(string code, params string[] options)
    {
        Assert.NotEqual(ExitCode.Done, Plan(options));
        Assert.Contains($"error {code}: ", line.Error, StringComparison.Ordinal);
        Assert.Empty(line.Measured);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ANetworkWithoutABlockIsRefused()
    {
        line.Write("linear.onnx", TinyNetworks.Linear);
        Assert.NotEqual(ExitCode.Done, line.Run("plan", line["linear.onnx"], "--method", "depthshrinker", "--tables", line["tables.db"], "-q"));
        Assert.Contains("error DC3260: ", line.Error, StringComparison.Ordinal);
    }

    private int UnitCount()
    {
        Assert.NotEqual(ExitCode.Done, Plan("--units", "1"));
        return int.Parse(line.Error.Split("this network has ")[1].Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private ExitCode Plan(params string[] more) => line.Run(["plan", line["model.onnx"], "-o", line["p.json"], "--method", "depthshrinker",
        "--tables", line["tables.db"], .. Small, .. Short, .. more]);

    private ExitCode Compress(params string[] more) => line.Run(["compress", line["model.onnx"], "-o", line["out.onnx"], "--method",
        "depthshrinker", "--tables", line["tables.db"], .. Small, .. Short, .. more]);

    public void Dispose() => line.Dispose();
}

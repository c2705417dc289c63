using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Tool.Tests.Shards;

/// <summary>A comparison whose results are made by tasks that somebody else starts, and which are measured here.</summary>
public sealed class ShardedComparisonTests : IDisposable
{
    private static readonly string[] Short = ["--finetune", "--steps", "2", "--batch-size", "8", "--validation-count", "10"];
    private readonly CommandLine line = new();
    private readonly FakeSlurm slurm;

    public ShardedComparisonTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        line.Trainer.Factor = 1;
        slurm = new(line["slurm"]);
        line.Programs = slurm.Programs;
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheNetworksOfTasksAreThoseOfOneProcessAlthoughOneTaskWasPreempted()
    {
        slurm.Fail(2, "PREEMPTED");
        var done = Compare("there", "1.2x", "layer-only,uniform", "--executor", "slurm", "--job", line["job"], "--wait", "--json");
        Assert.True(done is ExitCode.Done, line.Error);
        Assert.Equal(["met", "met"], Results.Select(row => row.GetProperty("status").GetString()));
        Assert.Equal(3, line.Measured[^3..].DistinctBy(request => request.Graph.Nodes.Length).Count());
        var arrays = slurm.CallsOf("sbatch").SelectMany(call => call.Split(' ')).Where(word => word.StartsWith("--array=", StringComparison.Ordinal));
        Assert.Equal(["--array=1-2", "--array=2"], arrays);

        Assert.Equal(ExitCode.Done, Compare("here", "1.2x", "layer-only,uniform", "--json"));
        foreach (var name in (string[])["model.onnx", "plan.json", "scores.json"])
        {
            foreach (var pair in (string[])["layer-only-1.2x", "uniform-1.2x"])
            {
                Assert.Equal(File.ReadAllBytes(line[$"here/{pair}/{name}"]), File.ReadAllBytes(line[$"there/{pair}/{name}"]));
            }
        }

        // What is there is not made again, by whomever.
        Assert.Equal(ExitCode.Done, Compare("there", "1.2x", "layer-only,uniform", "--executor", "slurm", "--wait"));
        Assert.Equal(2, slurm.CallsOf("sbatch").Length);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatWasSubmittedIsCollectedLaterAndATaskGoesOnWithItsTraining()
    {
        Submit("1.2x", "layer-only,uniform", Short);
        Assert.StartsWith("job 101 of Slurm: 0 of 2 tasks finished, 2 running", line.Output, StringComparison.Ordinal);
        Assert.Contains("2 results in 2 tasks", line.Output, StringComparison.Ordinal);
        var measured = line.Measured.Length;
        Assert.Equal(ExitCode.Done, Task(1));
        Assert.StartsWith("task 1: 0 of 1 results are there", line.Output, StringComparison.Ordinal);
        line.Trainer.IsStopped = true;
        Assert.Equal(ExitCode.Interrupted, Task(2));
        line.Trainer.IsStopped = false;

        slurm.Programs.Run("scancel", "101");
        Assert.Equal(ExitCode.EnvironmentLacks, Collect("1.2x", "layer-only,uniform", Short));
        Assert.Contains("DC4355: 1 of 2 tasks are not finished", line.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(line["out/layer-only-1.2x/result.json"]));
        Assert.False(File.Exists(line["out/uniform-1.2x/result.json"]));

        Assert.Equal(ExitCode.Done, Task(2));
        Assert.Equal(3, line.Trainer.Requests.Count);
        Assert.Equal(line.Trainer.Requests[1].Checkpoint, line.Trainer.Requests[2].Checkpoint);
        Assert.StartsWith(line["job"], line.Trainer.Requests[2].Checkpoint, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Task(1));
        Assert.StartsWith("task 1: its 1 results are there", line.Output, StringComparison.Ordinal);
        Assert.Equal(3, line.Trainer.Requests.Count);
        Assert.Equal(measured, line.Measured.Length);

        Assert.True(Collect("1.2x", "layer-only,uniform", [.. Short, "--json"]) is ExitCode.Done, line.Error);
        Assert.True(line.Json.GetProperty("complete").GetBoolean());
        Assert.Equal(measured + 3, line.Measured.Length);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AMethodThatFailsInItsTaskIsARowAndWhatAMachineLacksIsTriedAgain()
    {
        Submit("1.2x", "layer-only,uniform", Short);
        Assert.Equal(ExitCode.Done, Task(1));
        line.Trainer.Refusal = _ => DiagnosticCatalog.SchedulerMissing.Error(null, "libtorch", "the node");
        Assert.Equal(ExitCode.EnvironmentLacks, Task(2));
        Assert.Equal(ShardStatus.Failed, new ShardFolder(line["job"]).StatusOf(2)!.State);
        line.Trainer.Refusal = _ => DiagnosticCatalog.ShapeUnknown.Error(null, "x");
        Assert.Equal(ExitCode.Done, Task(2));

        Assert.Equal(ExitCode.Missed, Collect("1.2x", "layer-only,uniform", [.. Short, "--json"]));
        Assert.Equal(["met", "failed"], Results.Select(row => row.GetProperty("status").GetString()));
        Assert.Equal("DC3107", Results[1].GetProperty("failure").GetProperty("code").GetString());
        Assert.Contains("warning DC2662: uniform at 1.2x failed: DC3107: ", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ATargetOutOfReachIsOneTaskForAllHarderOnes()
    {
        Submit("40x,50x", "uniform");
        Assert.Equal(["uniform-40x"], new ShardFolder(line["job"]).Read().Shards.SelectMany(shard => shard));
        Assert.Equal(ExitCode.Done, Task(1));
        Assert.True(Collect("40x,50x", "uniform", "--json") is ExitCode.Done, line.Error);
        Assert.All(Results, row => Assert.Equal("uniform-40x/model.onnx", row.GetProperty("model").GetString()));
        Assert.Contains("target not reached: this is the fastest plan of the method", File.ReadAllText(line["out/comparison.md"]), StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AFolderServesOneCommandWithItsSettings()
    {
        Submit("1.2x", "uniform");
        slurm.Programs.Run("scancel", "101");
        Assert.Equal(ExitCode.BadInput, Collect("1.2x", "uniform", "--seed", "7"));
        Assert.Contains("DC2751: the folder ", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, line.Run("importance", line["model.onnx"], "--tables", line["t.db"], "--collect", "--job", line["job"], "-q"));
        Assert.Contains("it is one of 'compare'", line.Error, StringComparison.Ordinal);
        line.Write("model.onnx", new ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 1 }.Build());
        Assert.Equal(ExitCode.BadInput, Collect("1.2x", "uniform"));
        Assert.Contains("DC2752: the model is not the one that was submitted", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void GatesAndReportsWaitForTheResult()
    {
        Assert.Equal(ExitCode.BadUsage, Compare("out", "1.2x", "uniform", "--executor", "slurm", "--report", line["r.sarif"]));
        Assert.Contains("reports and gates are about the result", line.Error, StringComparison.Ordinal);
        Assert.False(slurm.HasCalls("sbatch"));
    }

    private JsonElement[] Results => [.. line.Json.GetProperty("results").EnumerateArray()];

    /// <summary>Submits tasks that do nothing: the test runs them itself, in this process.</summary>
    private void Submit(string targets, string methods, params string[] more)
    {
        slurm.Hold();
        var exit = Compare("out", targets, methods, [.. more, "--executor", "slurm", "--job", line["job"]]);
        Assert.True(exit is ExitCode.Done, line.Error);
    }

    private ExitCode Task(int number) => line.Run("compare", line["model.onnx"], "--job", line["job"], "--task", $"{number}");

    private ExitCode Collect(string targets, string methods, params string[] more) =>
        Compare("out", targets, methods, [.. more, "--collect", "--job", line["job"]]);

    private ExitCode Compare(string output, string targets, string methods, params string[] more) => line.Run(
        ["compare", line["model.onnx"], "--output-dir", line[output], "--tables", line["tables.db"], "--targets", targets, "--methods", methods,
            "--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20", "--refit-count", "20",
            "--selection-count", "10", "-q", .. more]);

    public void Dispose() => line.Dispose();
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;

namespace DepthCompress.Tool.Tests;

/// <summary>The methods that learn what to keep, from the command line, with a trainer that learns nothing.</summary>
public sealed class LearnedWidthTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20", "--refit-count", "20",
            "--selection-count", "10", "--validation-count", "10", "--batch-size", "8", "--learn-steps", "3"];

    private readonly CommandLine line = new();

    public LearnedWidthTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("dsp", "--flops", "30%", "--groups", "2")]
    [InlineData("dsp", "--flops", "30%", "--groups", "4", "--layout", "split", "--lambda", "0.01")]
    [InlineData("fcf", "--flops", "20%")]
    [InlineData("fcf", "--ratio", "50%", "--mode", "official")]
    [InlineData("fcf", "--ratio", "25%", "--mode", "lossless-columns", "--layout", "union")]
    [InlineData("fcf", "--ratio", "50%", "--mode", "stage-consistent")]
    [InlineData("fcf", "--ratio", "50%", "--learn-preset", "published")]
    public void LearnsDecidesPacksAndProves(string method, params string[] options)
    {
        Assert.True(Prune("out.onnx", ["--method", method, "--json", .. options]) is ExitCode.Done, line.Error);

        var json = line.Json;
        Assert.True(json.GetProperty("verified").GetBoolean());
        Assert.Equal(method, json.GetProperty("method").GetString());
        Assert.Equal(3, json.GetProperty("learning").GetProperty("steps").GetInt64());
        Assert.True(json.GetProperty("removed").GetProperty("prunableMacs").GetDouble() > 0);
        Assert.NotEqual(0, json.GetProperty("layers").GetArrayLength());
        Assert.Equal(["learned", "masked", "recalibrated", "packed"],
            json.GetProperty("qualities").EnumerateArray().Select(entry => entry.GetProperty("stage").GetString()!).Distinct());
        Assert.Empty(Directory.GetFiles(line["."], "*.checkpoint"));

        Assert.Equal(ExitCode.Done, line.Run("apply", line["model.onnx"], "--plan", line["out.width.json"], "-o", line["again.onnx"], "--json"));
        Assert.Equal(json.GetProperty("after").GetProperty("macs").GetInt64(), line.Json.GetProperty("after").GetProperty("macs").GetInt64());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void FineTuningKeepsTheZeros()
    {
        Assert.True(Prune("out.onnx", "--method", "dsp", "--flops", "30%", "--finetune", "--steps", "2", "--json") is ExitCode.Done, line.Error);

        Assert.Equal(2, line.Trainer.Requests.Count);
        Assert.NotNull(line.Trainer.Requests[0].Groups);
        Assert.Null(line.Trainer.Requests[0].Teacher);
        Assert.NotEmpty(line.Trainer.Requests[1].Masks);
        Assert.NotNull(line.Trainer.Requests[1].Teacher);
        Assert.Equal("the original", line.Json.GetProperty("training").GetProperty("teacher").GetString());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AFinishedLearningServesAnotherTarget()
    {
        string[] named = ["--method", "dsp", "--learned", line["state"]];
        Assert.Equal(ExitCode.Done, Prune("out.onnx", [.. named, "--flops", "30%"]));
        Assert.True(File.Exists(line["state"]));
        Assert.Equal(ExitCode.Done, Prune("other.onnx", [.. named, "--flops", "20%"]));
        Assert.All(line.Trainer.Requests, request => Assert.Equal(line["state"], request.Checkpoint));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatCannotBeIsSaidAndTheLearningIsKept()
    {
        Assert.Equal(ExitCode.BadInput, Prune("out.onnx", "--method", "dsp", "--flops", "99%", "--learned", line["state"]));
        Assert.Matches("error DC33[0-9]{2}: .*[0-9.]+ %", line.Error);
        Assert.True(File.Exists(line["state"]));
        Assert.Equal(ExitCode.BadInput, Prune("out.onnx", "--method", "dsp", "--flops", "30%", "--groups", "64"));
        Assert.Contains("error DC3310", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, Prune("out.onnx", "--method", "dsp", "--flops", "30%", "--layout", "best"));
        Assert.Equal(ExitCode.BadUsage, Prune("out.onnx", "--method", "fcf", "--ratio", "25%", "--mode", "best"));
        Assert.Equal(ExitCode.BadUsage, Prune("out.onnx", "--method", "dsp", "--flops", "30%", "--learn-epochs", "1"));
        Assert.False(File.Exists(line["out.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ALearningThatFailsLeavesItsState()
    {
        line.Trainer.Refusal = request =>
        {
            File.WriteAllText(request.Checkpoint!, "state");
            return DiagnosticCatalog.LossNotFinite.Error(null, 2, double.NaN);
        };
        Assert.Equal(ExitCode.BadInput, Prune("out.onnx", "--method", "fcf", "--ratio", "25%", "--learned", line["state"], "--report",
            line["r.html"]));
        Assert.Contains("error DC2646", line.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(line["state"]));
        Assert.False(File.Exists(line["out.onnx"]) || File.Exists(line["out.width.json"]) || File.Exists(line["r.html"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void DepthComesFirst()
    {
        Assert.Equal(ExitCode.Done, line.Run(["plan", line["model.onnx"], "--speedup", "1.3x", "-o", line["p.json"], "--tables", line["t.db"], "-q",
            .. Small[..10]]));
        Assert.True(Prune("out.onnx", "--method", "dsp", "--flops", "20%", "--plan", line["p.json"], "--json") is ExitCode.Done, line.Error);
        Assert.True(line.Json.GetProperty("depthFirst").GetBoolean());
        Assert.NotNull(WidthPlanFile.Parse(File.ReadAllText(line["out.width.json"]), "plan").Depth);

        Assert.True(line.Run("apply", line["model.onnx"], "--plan", line["out.width.json"], "-o", line["again.onnx"]) is ExitCode.Done, line.Error);
    }

    public void Dispose() => line.Dispose();

    private ExitCode Prune(string output, params string[] options) => line.Run(
        ["prune", line["model.onnx"], "-o", line[output], "--tables", line["t.db"], .. options, .. Small]);
}

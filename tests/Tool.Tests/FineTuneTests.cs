using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool.Tests;

/// <summary>Fine-tuning around a trainer that learns nothing.</summary>
public sealed class FineTuneTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20", "--refit-count", "20",
            "--selection-count", "10"];

    private static readonly string[] Short = ["--steps", "2", "--batch-size", "8", "--validation-count", "10"];

    private readonly CommandLine line = new();

    public FineTuneTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        line.Trainer.Factor = 1;
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void APlanIsRealizedAndTrainedAfterTheOriginal()
    {
        Plan();
        Assert.Equal(ExitCode.Done, FineTune("out.onnx", "--plan", line["p.json"], "--json"));
        var json = line.Json;
        Assert.Equal("depthcompress/finetune/1", json.GetProperty("schema").GetString());
        Assert.True(json.GetProperty("verified").GetBoolean());
        Assert.Equal(line["out.onnx"], json.GetProperty("output").GetString());
        var quality = json.GetProperty("quality");
        Assert.All(["before", "afterFit", "after", "dropLow", "dropHigh", "fitDropLow", "fitDropHigh"], name =>
            Assert.InRange(quality.GetProperty(name).GetDouble(), -1, 1));
        Assert.True(json.GetProperty("latency").GetProperty("speedup").GetDouble() > 1.2);
        Assert.True(json.GetProperty("after").GetProperty("macs").GetInt64() < json.GetProperty("before").GetProperty("macs").GetInt64());
        Assert.Equal(3, json.GetProperty("checks").GetArrayLength());

        var request = Assert.Single(line.Trainer.Requests);
        Assert.Equal((0.9, 4, false), (request.Teacher!.Weight, request.Teacher.Temperature, request.Teacher.Regression));
        Assert.Equal("the original", json.GetProperty("training").GetProperty("teacher").GetString());
        Assert.Equal(40, request.Data.Count);
        Assert.Empty(Directory.GetFiles(line["."], "*.checkpoint"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheSamePlanGivesTheSameBytes()
    {
        Plan();
        Assert.Equal(ExitCode.Done, FineTune("a.onnx", "--plan", line["p.json"]));
        Assert.Equal(ExitCode.Done, FineTune("b.onnx", "--plan", line["p.json"]));
        Assert.Equal(File.ReadAllBytes(line["a.onnx"]), File.ReadAllBytes(line["b.onnx"]));
        Assert.Contains("accuracy, fitted", line.Output, StringComparison.Ordinal);
        Assert.Contains("accuracy, fine-tuned", line.Output, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AStoppedFineTuningGoesOn()
    {
        Plan();
        line.Trainer.IsStopped = true;
        Assert.Equal(ExitCode.Interrupted, FineTune("out.onnx", "--plan", line["p.json"]));
        Assert.Contains("error DC2610: training was stopped; its state is kept in ", line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(line["out.onnx"]));
        line.Trainer.IsStopped = false;
        Assert.Equal(ExitCode.Done, FineTune("out.onnx", "--plan", line["p.json"]));
        Assert.Equal(line.Trainer.Requests[0].Checkpoint, line.Trainer.Requests[1].Checkpoint);
        Assert.Contains("2 steps (0.4 epochs), of which 1 in an earlier run", line.Output, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WithoutAPlanTheModelItselfIsTrained()
    {
        line.Write("teacher.onnx", new Runtime.Zoo.ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 1, Seed = 3 }.Build());
        Assert.Equal(ExitCode.Done, FineTune("out.onnx", "--teacher", line["teacher.onnx"], "--distill-weight", "0.5", "--json"));
        Assert.Equal("depthcompress/finetune/1", line.Json.GetProperty("schema").GetString());
        Assert.Equal(line["teacher.onnx"], line.Json.GetProperty("training").GetProperty("teacher").GetString());
        Assert.Equal(0.5, Assert.Single(line.Trainer.Requests).Teacher!.Weight);
        Assert.Contains(line.Json.GetProperty("qualities").EnumerateArray(), quality =>
            quality.GetProperty("metric").GetString() == "agreement");
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void CompressionEndsWithFineTuningWhereItIsAskedFor()
    {
        Assert.Equal(ExitCode.Done, Compress("--report", line["r.md"], "--report", line["r.html"], "--report", line["r.json"]));
        Assert.Contains("accuracy, fine-tuned", line.Output, StringComparison.Ordinal);
        var request = Assert.Single(line.Trainer.Requests);
        Assert.Equal((2, 8), (request.Recipe.Steps, request.Recipe.BatchSize));
        Assert.Contains("<details><summary>Fine-tuning</summary>\n\n- trained on synthetic:shapes10?size=16&count=60&split=train, 40 images, ", File.ReadAllText(line["r.md"]), StringComparison.Ordinal);
        Assert.Contains("<h2 id=\"fine-tuning-title\">Fine-tuning</h2>", File.ReadAllText(line["r.html"]), StringComparison.Ordinal);
        var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(line["r.json"])).RootElement;
        Assert.InRange(json.GetProperty("quality").GetProperty("afterFit").GetDouble(), 0, 1);
        Assert.Equal(2, json.GetProperty("training").GetProperty("steps").GetInt64());
        Assert.Empty(Directory.GetFiles(line["."], "*.checkpoint"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AStoppedCompressionKeepsTheStateOfItsTraining()
    {
        line.Trainer.IsStopped = true;
        Assert.Equal(ExitCode.Interrupted, Compress());
        Assert.Contains("error DC2610", line.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(line["."], "*.checkpoint"));

        // The plan is kept too, since another measurement could lead to another one.
        var kept = Assert.Single(Directory.GetFiles(line["."], "*.checkpoint.plan.json"));
        var plan = PlanFile.Parse(File.ReadAllText(kept), kept);
        File.WriteAllText(kept, PlanFile.Format(plan with { Segments = plan.Segments[..1] }));
        line.Trainer.IsStopped = false;
        Assert.True(Compress("--json") is ExitCode.Done or ExitCode.Missed);
        Assert.Equal(1, line.Json.GetProperty("segments").GetArrayLength());
        Assert.Equal(1, line.Json.GetProperty("training").GetProperty("resumedFrom").GetInt64());
        Assert.Empty(Directory.GetFiles(line["."], "*.checkpoint*"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AStoppedCompressionGoesOn()
    {
        line.Trainer.IsStopped = true;
        Assert.Equal(ExitCode.Interrupted, Compress());
        line.Trainer.IsStopped = false;
        Assert.Equal(ExitCode.Done, Compress());
        Assert.Contains(", of which 1 in an earlier run", line.Output, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatIsNoClassifierIsTrainedByRegressionWithoutLabels()
    {
        var model = line.Write("denoise.onnx", TinyNetworks.AnySize);
        Assert.Equal(ExitCode.Done, line.Run(["finetune", model, "--teacher", model, "-o", line["out.onnx"], "--tables", line["tables.db"],
            "--data", "synthetic:noise?channels=1&height=16&width=16&count=60", "--preprocess", "unit", .. Short]));
        var teacher = Assert.Single(line.Trainer.Requests).Teacher!;
        Assert.Equal((1, true), (teacher.Weight, teacher.Regression));
    }

    private void Plan() => Assert.Equal(ExitCode.Done,
        line.Run(["plan", line["model.onnx"], "--speedup", "1.3x", "-o", line["p.json"], "--tables", line["tables.db"], "-q", .. Small]));

    private ExitCode FineTune(string output, params string[] more) => line.Run(
        ["finetune", line["model.onnx"], "-o", line[output], "--tables", line["tables.db"], "-q", .. Small, .. Short, .. more]);

    private ExitCode Compress(params string[] more) => line.Run(["compress", line["model.onnx"], "-o", line["out.onnx"], "--tables",
        line["tables.db"], "--speedup", "1.3x", "--finetune", "-q", .. Small, .. Short, .. more]);

    public void Dispose() => line.Dispose();
}

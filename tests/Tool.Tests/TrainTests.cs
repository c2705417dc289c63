using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>The command <c>train</c> around a trainer that learns nothing.</summary>
public sealed class TrainTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--batch-size", "8", "--validation-count", "10"];

    private readonly CommandLine line = new();

    public TrainTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsFact(Need.OnnxRuntime)]
    public void TheResultIsAModelThatSaysHowItWasTrained()
    {
        Assert.Equal(ExitCode.Done, Train("out.onnx", "--steps", "3", "--seed", "7"));
        var (before, after) = (Read("model.onnx"), Read("out.onnx"));
        Assert.Equal(before.Graph.Nodes.Select(node => node.Name), after.Graph.Nodes.Select(node => node.Name));
        var metadata = after.Shell.Metadata.ToDictionary(entry => entry.Key, entry => entry.Value);
        Assert.Equal(before.Digest, metadata["depthcompress.model"]);
        var training = JsonDocument.Parse(metadata["depthcompress.training"]).RootElement;
        Assert.Equal(7, training.GetProperty("seed").GetInt32());
        Assert.Equal(3, training.GetProperty("steps").GetInt32());
        Assert.Equal(50, training.GetProperty("images").GetInt32());
        Assert.Equal(60, training.GetProperty("samples").GetInt32());
        Assert.InRange(training.GetProperty("accuracy").GetDouble(), 0, 1);
        Assert.Contains("3 steps (0.5 epochs): loss 0.5000, validation accuracy 25.00 %", line.Output, StringComparison.Ordinal);
        Assert.Contains("60 samples of synthetic:shapes10?size=16&count=60&split=test", line.Output, StringComparison.Ordinal);
        Assert.EndsWith($"written: {line["out.onnx"]}", line.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(line["."], "*.checkpoint"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheSameSeedGivesTheSameBytes()
    {
        Assert.Equal(ExitCode.Done, Train("a.onnx", "--steps", "2"));
        Assert.Equal(ExitCode.Done, Train("b.onnx", "--steps", "2"));
        Assert.Equal(File.ReadAllBytes(line["a.onnx"]), File.ReadAllBytes(line["b.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheResultAsJsonHasQualityAndPace()
    {
        Assert.Equal(ExitCode.Done, Train("out.onnx", "--epochs", "2", "--json"));
        var json = line.Json;
        Assert.Equal("depthcompress/train/1", json.GetProperty("schema").GetString());
        Assert.Equal(line["out.onnx"], json.GetProperty("output").GetString());
        var quality = json.GetProperty("quality");
        Assert.Equal("accuracy", quality.GetProperty("metric").GetString());
        Assert.Equal(60, quality.GetProperty("samples").GetInt32());
        Assert.InRange(quality.GetProperty("after").GetDouble(), quality.GetProperty("afterLow").GetDouble(),
            quality.GetProperty("afterHigh").GetDouble());
        var training = json.GetProperty("training");
        Assert.Equal(12, training.GetProperty("steps").GetInt64());
        Assert.Equal(8, training.GetProperty("batchSize").GetInt32());
        Assert.Equal(0.25, training.GetProperty("validation").GetDouble());
        Assert.All(["secondsPerStep", "imagesPerSecond", "seconds"], name => Assert.True(training.GetProperty(name).GetDouble() > 0, name));
        Assert.True(training.GetProperty("waitedSeconds").GetDouble() <= training.GetProperty("seconds").GetDouble() + 0.001);
        Assert.Equal(2, json.GetProperty("configuration").GetProperty("training").GetProperty("epochs").GetDouble());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void NoImageServesTwice()
    {
        Assert.Equal(ExitCode.Done, Train("out.onnx", "--steps", "2"));
        var request = Assert.Single(line.Trainer.Requests);
        Assert.Equal(50, request.Data.Count);
        Assert.Equal(10, request.Validation!.Count);
        Assert.Contains("split=train", request.Data.Name, StringComparison.Ordinal);
        Assert.Contains("split=train", request.Validation.Name, StringComparison.Ordinal);
        Assert.All(line.Trainer.Seen, size => Assert.Equal(8, size));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void EveryOptionReachesTheRecipe()
    {
        Assert.Equal(ExitCode.Done, Train("out.onnx", "--steps", "200", "--optimizer", "adamw", "--lr", "1e-3", "--schedule", "linear",
            "--warmup", "10%", "--weight-decay", "0.01", "--decay-all", "--label-smoothing", "0.1", "--clip", "5", "--ema", "0.99", "--mixup",
            "0.2", "--train-threads", "2", "--device", "cpu", "--freeze-statistics", "--lr-factor", "stem*=0", "--lr-factor", "*=0.5",
            "--patience", "3", "--validate-every", "20", "--seed", "5"));
        var recipe = Assert.Single(line.Trainer.Requests).Recipe;
        Assert.Equal(new Optimizer.AdamW(), recipe.Optimizer);
        Assert.Equal((200, 8, 1e-3, LearningRateDecline.Linear, 20),
            (recipe.Steps, recipe.BatchSize, recipe.Schedule.Peak, recipe.Schedule.Decline, recipe.Schedule.WarmUp));
        Assert.Equal((0.01, true, 0.1, 5, 0.99, 0.2),
            (recipe.WeightDecay, recipe.DecayAll, recipe.LabelSmoothing, recipe.ClipNorm, recipe.AverageDecay, recipe.Mixup));
        Assert.Equal((2, TrainingDevice.Cpu, true, 3, 20, 5),
            (recipe.Threads, recipe.Device, recipe.FreezeStatistics, recipe.Patience, recipe.ValidateEvery, recipe.Seed));
        Assert.Equal(["stem* 0", "* 0.5"], recipe.LearningRateFactors.Select(factor => $"{factor.Pattern} {factor.Factor}"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void SettingsOfAFileAreThoseOfTheCommandLine()
    {
        var config = line.Write("c.json", System.Text.Encoding.UTF8.GetBytes("""
            {"training": {"steps": 4, "optimizer": "adamw", "learningRate": 0.25, "learningRateFactors": ["*=0.5"], "warmUp": "1"}}
            """));
        Assert.Equal(ExitCode.Done, Train("out.onnx", "--config", config, "--lr", "0.125"));
        var recipe = Assert.Single(line.Trainer.Requests).Recipe;
        Assert.Equal((4, 0.125, 1, new Optimizer.AdamW()), (recipe.Steps, recipe.Schedule.Peak, recipe.Schedule.WarmUp, recipe.Optimizer));
        Assert.Equal(["* 0.5"], recipe.LearningRateFactors.Select(factor => $"{factor.Pattern} {factor.Factor}"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AStoppedRunSaysHowItGoesOnAndGoesOn()
    {
        line.Trainer.IsStopped = true;
        Assert.Equal(ExitCode.Interrupted, Train("out.onnx", "--steps", "5"));
        var state = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(line["model.onnx"])!, "*.checkpoint"));
        Assert.EndsWith(
            $"error DC2610: training was stopped; its state is kept in '{state}'; start the same command again: it goes on from there",
            line.Error.TrimEnd(), StringComparison.Ordinal);
        Assert.False(File.Exists(line["out.onnx"]));

        line.Trainer.IsStopped = false;
        Assert.Equal(ExitCode.Done, Train("out.onnx", "--steps", "5", "--json"));
        Assert.Equal(1, line.Json.GetProperty("training").GetProperty("resumedFrom").GetInt64());
        Assert.Equal(state, line.Trainer.Requests[^1].Checkpoint);
        Assert.False(File.Exists(state));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OtherSettingsAreAnotherRun()
    {
        line.Trainer.IsStopped = true;
        Assert.Equal(ExitCode.Interrupted, Train("out.onnx", "--steps", "5"));
        Assert.Equal(ExitCode.Interrupted, Train("out.onnx", "--steps", "6"));
        Assert.Equal(2, line.Trainer.Requests.Select(request => request.Checkpoint).Distinct().Count());
        Assert.Equal(ExitCode.Interrupted, Train("out.onnx", "--steps", "6", "--checkpoint", line["mine.checkpoint"]));
        Assert.Equal(line["mine.checkpoint"], line.Trainer.Requests[^1].Checkpoint);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnOutputThatExistsIsFoundBeforeTraining()
    {
        line.Write("out.onnx", [1, 2, 3]);
        Assert.Equal(ExitCode.BadInput, Train("out.onnx", "--steps", "5"));
        Assert.Contains("out.onnx : error DC1030: ", line.Error, StringComparison.Ordinal);
        Assert.Empty(line.Trainer.Requests);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(line["out.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void MinutesBecomeStepsByTrial()
    {
        Assert.Equal(ExitCode.Done, Train("out.onnx", "--minutes", "1", "--train-threads", "1"));
        Assert.Equal(3, line.Trainer.Requests.Count);
        Assert.All(line.Trainer.Requests.SkipLast(1), request => Assert.Null(request.Checkpoint));
        Assert.True(line.Trainer.Requests[^1].Recipe.Steps >= 1);
        Assert.Empty(Directory.GetFiles(line["."], "*.steps"));
    }

    private ExitCode Train(string output, params string[] more) =>
        line.Run(["train", line["model.onnx"], "-o", line[output], "--tables", line["tables.db"], .. Small, .. more]);

    private Model Read(string name) => OnnxReader.Read(line[name], new DiagnosticSink());

    public void Dispose() => line.Dispose();
}

using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>Importance by training on the command line, around a trainer that learns nothing.</summary>
public sealed class ImportanceTrainingTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20", "--refit-count", "20",
            "--selection-count", "10", "--method", "layermerge", "--metric", "loss"];

    private readonly CommandLine line = new();

    public ImportanceTrainingTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsFact(Need.OnnxRuntime)]
    public void RowsAreTrainedAndToldAndKept()
    {
        Assert.Equal(ExitCode.Done, Importance("--importance", "finetune", "--importance-steps", "2", "--json"));
        var rows = line.Json.GetProperty("candidates").EnumerateArray().ToArray();
        Assert.Equal(rows.Length + 1, line.Trainer.Requests.Count);
        Assert.All(rows, row =>
        {
            Assert.Equal((2, 1, false), (row.GetProperty("steps").GetInt64(), row.GetProperty("attempts").GetInt32(), row.GetProperty("stoppedEarly").GetBoolean()));
            Assert.True(row.GetProperty("seconds").GetDouble() > 0);
        });
        var request = line.Trainer.Requests[0];
        Assert.Equal((2, 50, 0.05, 1), (request.Recipe.Steps, request.Recipe.BatchSize, request.Recipe.Schedule.Peak, request.Recipe.ClipNorm));
        Assert.Null(request.Teacher);

        line.Trainer.Requests.Clear();
        Assert.Equal(ExitCode.Done, Importance("--importance", "finetune", "--importance-steps", "2", "--importance-threads", "1"));
        Assert.Empty(line.Trainer.Requests);
        Assert.Contains($"trained: {rows.Length} rows, ", line.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Importance("--importance", "finetune", "--importance-steps", "2", "--dry-run"));
        Assert.Contains("importance table: at most 0 entries", line.Output, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ShardsDivideTheRows()
    {
        string[] how = ["--importance", "finetune", "--importance-steps", "2"];
        Assert.Equal(ExitCode.Done, Importance([.. how, "--shard", "1/2", "--json"]));
        var first = line.Json.GetProperty("candidates").GetArrayLength();
        Assert.Equal(ExitCode.Done, Importance([.. how, "--shard", "2/2", "--json"]));
        var second = line.Json.GetProperty("candidates").GetArrayLength();
        var runs = line.Trainer.Requests.Count;
        Assert.Equal(first + second + 1, runs);
        Assert.Equal(ExitCode.Done, Importance([.. how, "--json"]));
        Assert.Equal((first + second, runs), (line.Json.GetProperty("candidates").GetArrayLength(), line.Trainer.Requests.Count));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheFaithfulProtocolIsTheMethods()
    {
        Assert.Equal(ExitCode.Done, Importance("--importance", "finetune", "--faithful", "--json"));
        var request = line.Trainer.Requests[0];
        Assert.Equal((1, 50, 0.1, 1e-5, true), (request.Recipe.Steps, request.Recipe.BatchSize, request.Recipe.Schedule.Peak, request.Recipe.WeightDecay, request.Recipe.DecayAll));
        Assert.Contains("zoom=0.08;flip", request.Data.Name, StringComparison.Ordinal);

        // Nothing was trained to compare with, and every site that stays has a row.
        var rows = line.Json.GetProperty("candidates").EnumerateArray().Select(row => row.GetProperty("candidate").GetString()!).ToArray();
        Assert.Equal(rows.Length, line.Trainer.Requests.Count);
        Assert.Contains(rows, row => row.StartsWith("keep ", StringComparison.Ordinal));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void APlanIsMadeFromTrainedRowsAndExplained()
    {
        string[] how = ["--importance", "finetune", "--importance-steps", "2", "--tables", line["t.db"], .. Small];
        Assert.Equal(ExitCode.Done, line.Run(["plan", line["model.onnx"], "--speedup", "1.2x", "-o", line["p.json"], "-q", .. how]));
        Assert.NotEmpty(line.Trainer.Requests);
        var written = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(line["p.json"]))!["configuration"]!["importance"]!;
        Assert.Equal(("finetune", 2), ((string?)written["by"], (int)written["steps"]!));
        var trained = line.Trainer.Requests.Count;
        Assert.Equal(ExitCode.Done, line.Run("explain", line["model.onnx"], "--plan", line["p.json"], "--tables", line["t.db"]));
        Assert.Contains("compose", line.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run(["compress", line["model.onnx"], "--speedup", "1.2x", "-o", line["c.onnx"], "-q", "--dry-run", .. how]));
        Assert.Equal(trained, line.Trainer.Requests.Count);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("DC2102", "--importance", "guess")]
    [InlineData("DC2101", "--importance-steps", "3")]
    [InlineData("DC2102", "--importance", "finetune", "--importance-preset", "slow")]
    [InlineData("DC2101", "--importance", "finetune", "--importance-steps", "3", "--importance-epochs", "2")]
    [InlineData("DC2102", "--importance", "finetune", "--importance-lr", "0")]
    [InlineData("DC2102", "--workers", "0")]
    [InlineData("DC2641", "--importance", "finetune", "--importance-batch", "1000")]
    public void WhatMakesNoSenseIsSaid(string code, params string[] options)
    {
        line.Trainer.Refusal = request => request.Recipe.BatchSize > request.Data.Count
            ? DiagnosticCatalog.TrainingBatchTooLarge.Error(null, request.Recipe.BatchSize, request.Data.Count) : null;
        Assert.NotEqual(ExitCode.Done, Importance(options));
        Assert.Contains($"error {code}: ", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainingNeedsImages()
    {
        Assert.Equal(ExitCode.BadUsage, line.Run("importance", line["model.onnx"], "--importance", "finetune", "--tables", line["t.db"]));
        Assert.Contains("the images that candidates are trained on", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void RowsThatFailAreToldAndLeftOut()
    {
        line.Trainer.Refusal = request => line.Trainer.Requests.Count > 1 ? DiagnosticCatalog.LossNotFinite.Error(null, 1, "NaN") : null;
        Assert.Equal(ExitCode.Done, Importance("--importance", "finetune", "--importance-steps", "2", "--json"));
        Assert.Contains("warning DC3242: ", line.Error, StringComparison.Ordinal);
        Assert.All(line.Json.GetProperty("candidates").EnumerateArray(), row =>
        {
            Assert.Equal("the loss of step 1 is NaN", row.GetProperty("failure").GetString());
            Assert.Equal(2, row.GetProperty("attempts").GetInt32());
        });
    }

    private ExitCode Importance(params string[] options) => line.Run(["importance", line["model.onnx"], "--tables", line["t.db"], "-q", .. Small, .. options]);

    public void Dispose() => line.Dispose();
}

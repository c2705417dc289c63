using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>Layers trained as blocks, around a trainer that learns nothing.</summary>
public sealed class ExpandTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20", "--refit-count", "20",
            "--selection-count", "10", "--steps", "2", "--batch-size", "8", "--validation-count", "10", "-q"];

    private readonly CommandLine line = new();

    public ExpandTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        line.Trainer.Factor = 1;
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ANetworkThatIsNotBetterStaysAsItWas()
    {
        Assert.Equal(ExitCode.Done, Expand("--expand", "9", "--json"));
        Assert.True(line.Json.GetProperty("verified").GetBoolean());
        Assert.StartsWith("on the validation set ", line.Json.GetProperty("whyNotKept").GetString(), StringComparison.Ordinal);
        Assert.Contains(line.Json.GetProperty("checks").EnumerateArray(), check => check.GetProperty("check").GetString() == "the layers are those of the network");
        Assert.Equal(2, line.Trainer.Requests.Count);
        Assert.Equal($"{line.Trainer.Requests[0].Checkpoint}.shrink", line.Trainer.Requests[1].Checkpoint);
        Assert.Empty(Directory.GetFiles(line["."], "*.checkpoint*"));
        var (before, after) = (Read("model.onnx"), Read("out.onnx"));
        Assert.Equal(before.Nodes.Select(node => node.Op.OpType), after.Nodes.Select(node => node.Op.OpType));
        Assert.All(before.Initializers.Values.Zip(after.Initializers.Values), pair => Assert.True(pair.First.ContentEquals(pair.Second)));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AStoppedTrainingGoesOn()
    {
        line.Trainer.IsStopped = true;
        Assert.Equal(ExitCode.Interrupted, Expand("--expand", "9"));
        line.Trainer.IsStopped = false;
        Assert.Equal(ExitCode.Done, Expand("--expand", "9"));
        Assert.Equal(line.Trainer.Requests[0].Checkpoint, line.Trainer.Requests[1].Checkpoint);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("DC2102", "--expand", "0")]
    [InlineData("DC3266", "--expand", "4", "--expand-layers", "nothing")]
    [InlineData("DC2101", "--expand", "4", "--plan", "p.json")]
    public void WhatMakesNoSenseIsSaid(string code, params string[] options)
    {
        Assert.NotEqual(ExitCode.Done, Expand(options));
        Assert.Contains($"error {code}: ", line.Error, StringComparison.Ordinal);
        Assert.Empty(line.Trainer.Requests);
    }

    private Graph Read(string name) => OnnxReader.Read(line[name], new DiagnosticSink()).Graph;

    private ExitCode Expand(params string[] more) => line.Run(
        ["finetune", line["model.onnx"], "-o", line["out.onnx"], "--tables", line["tables.db"], .. Small, .. more]);

    public void Dispose() => line.Dispose();
}

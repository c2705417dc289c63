using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>Networks and data that nothing can be learned from.</summary>
public sealed class WidthInputTests : IDisposable
{
    private static readonly string[] Small =
        ["--preprocess", "mean=128;std=64", "--calibration-count", "20", "--refit-count", "20", "--selection-count", "10", "--validation-count",
            "10", "--batch-size", "8", "--learn-steps", "3"];

    private readonly CommandLine line = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void LabelsAreNeeded()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        Assert.Equal(ExitCode.Done, line.Run("data", "export", "synthetic:shapes10?count=80&size=16", "-o", line["i.npy"]));
        Assert.Equal(ExitCode.BadInput, Prune("model.onnx", "--data", $"npy:{line["i.npy"]}"));
        Assert.Contains("error DC2681", line.Error, StringComparison.Ordinal);
        Assert.Empty(line.Trainer.Requests);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatAnUnknownOperatorReadsIsRefusedByName()
    {
        line.Write("model.onnx", Unknown());
        Assert.Equal(ExitCode.BadInput, Prune("model.onnx", "--data", "synthetic:shapes10?size=16&count=60"));
        Assert.Matches("error DC3330: .*'second'.*'shrinking'", line.Error);
        Assert.Empty(line.Trainer.Requests);
        Assert.False(File.Exists(line["out.onnx"]));
    }

    public void Dispose() => line.Dispose();

    private ExitCode Prune(string model, params string[] data) => line.Run(
        ["prune", line[model], "-o", line["out.onnx"], "--tables", line["t.db"], "--method", "dsp", "--flops", "30%", .. data, .. Small]);

    /// <summary>Two convolutions and an operator that the engine knows and we do not.</summary>
    private static Graph Unknown()
    {
        var type = new TensorType(ElementType.Float32, [Dim.Named("N"), 10, 16, 16]);
        var input = new Value("input", new TensorType(ElementType.Float32, [Dim.Named("N"), 3, 16, 16])) { IsPinned = true };
        var (one, two) = (new Value("one"), new Value("two"));
        var (first, second, shrunk, result) = (new Value("a", type), new Value("b", type), new Value("c", type), new Value("result"));
        return Graph.Create("unknown", [input],
            [
                new Node { Name = "first", Op = new Conv { Window = Window.Of([1, 1]) }, Inputs = [input, one], Outputs = [first] },
                new Node { Name = "second", Op = new Conv { Window = Window.Of([1, 1]) }, Inputs = [first, two], Outputs = [second] },
                new Node { Name = "shrinking", Op = new Opaque("Shrink", ""), Inputs = [second], Outputs = [shrunk] },
                new Node { Name = "mean", Op = new ReduceMean { Axes = [2, 3], KeepDims = false }, Inputs = [shrunk], Outputs = [result] },
            ],
            [new GraphOutput("result", result)], new Dictionary<Value, Tensor>
            {
                [one] = Tensor.Create<float>([10, 3, 1, 1], [.. Enumerable.Range(0, 30).Select(place => (float)Math.Sin(place))]),
                [two] = Tensor.Create<float>([10, 10, 1, 1], [.. Enumerable.Range(0, 100).Select(place => (float)Math.Cos(place))]),
            });
    }
}

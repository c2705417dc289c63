using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool.Tests;

/// <summary>The published methods from the command line.</summary>
public sealed class MethodTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=32&count=40", "--preprocess", "mean=128;std=64", "--calibration-count", "30", "--refit-count",
            "40", "--selection-count", "20", "-q"];

    private readonly CommandLine line = new();

    public MethodTests() => line.Write("model.onnx",
        new Runtime.Zoo.MobileNetwork { Input = new(3, 32, 32), Width = 0.1, Depth = 0.5, Features = 32 }.Build());

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("two-stage")]
    [InlineData("layermerge")]
    [InlineData("layer-only")]
    public void CompressMeetsATargetAndSaysHow(string method)
    {
        string[] compress = ["compress", line["model.onnx"], "-o", line["out.onnx"], "--tables", line["tables.db"], "--speedup", "1.05x",
            "--method", method, "--json", .. Small];

        Assert.Equal(ExitCode.Done, line.Run(compress));

        Assert.True(line.Json.GetProperty("verified").GetBoolean());
        var plan = PlanFile.Parse(File.ReadAllText(line["out.plan.json"]), "p");
        Assert.Equal(method, (string?)plan.Configuration!["method"]);
        Assert.All(plan.Segments, segment => Assert.Contains(segment.Family, new[] { "compose", "identity" }));
        Assert.Equal(ExitCode.Done, line.Run("apply", line["model.onnx"], "--plan", line["out.plan.json"], "-o", line["again.onnx"], "-q"));
        Assert.Equal(Initializers("out.onnx"), Initializers("again.onnx"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void PlanShowsTheFrontierOfTheMethod()
    {
        Assert.Equal(ExitCode.Done, line.Run(["plan", line["model.onnx"], "--method", "layermerge", "--speedup", "1.05x", "-o", line["p.json"],
            "--tables", line["tables.db"], .. Small]));
        Assert.Contains("frontier, predicted", line.Output, StringComparison.Ordinal);
        Assert.Contains("compose", File.ReadAllText(line["p.json"]), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done,
            line.Run("explain", line["model.onnx"], "--plan", line["p.json"], "--tables", line["tables.db"], "--method", "layermerge"));
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("DC2102", "--method", "simplex")]
    [InlineData("DC2102", "--method", "two-stage", "--alpha", "-1")]
    [InlineData("DC2102", "--method", "two-stage", "--normalize-over", "none")]
    [InlineData("DC2102", "--method", "two-stage", "--faithful", "--ticks-per-ms", "0")]
    [InlineData("DC2109", "--method", "layermerge", "--metric", "fit-error")]
    public void WhatMakesNoSenseIsSaid(string code, params string[] options)
    {
        Assert.NotEqual(ExitCode.Done, line.Run(["plan", line["model.onnx"], "--tables", line["tables.db"], .. options, .. Small]));
        Assert.Contains($"error {code}: ", line.Error, StringComparison.Ordinal);
        Assert.Empty(line.Measured);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ANetworkWithoutASegmentIsRefused()
    {
        line.Write("linear.onnx", TinyNetworks.Linear);

        Assert.NotEqual(ExitCode.Done, line.Run("plan", line["linear.onnx"], "--method", "layermerge", "--tables", line["tables.db"], "-q"));
        Assert.Contains("error DC3202: ", line.Error, StringComparison.Ordinal);
    }

    private int[] Initializers(string name) =>
        [.. OnnxReader.Read(line[name], new DiagnosticSink()).Graph.Initializers.Values.Select(tensor => tensor.Count)];

    public void Dispose() => line.Dispose();
}

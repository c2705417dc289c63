using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Width;

namespace DepthCompress.Tool.Tests;

/// <summary>A plan of segments, then one of channels, in one command.</summary>
public sealed class DepthFirstTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20",
            "--refit-count", "20", "--selection-count", "10"];

    private readonly CommandLine line = new();

    public DepthFirstTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        Assert.Equal(ExitCode.Done, line.Run(["plan", line["model.onnx"], "--speedup", "1.3x", "-o", line["p.json"], "--tables", line["t.db"], "-q",
            .. Small]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void LayersAreMergedAndThenNarrowed()
    {
        Assert.Equal(ExitCode.Done, Prune("--json"));

        var json = line.Json;
        Assert.True(json.GetProperty("depthFirst").GetBoolean());
        Assert.Equal(["shallower", "cut", "recalibrated"],
            json.GetProperty("qualities").EnumerateArray().Select(entry => entry.GetProperty("stage").GetString()!).Distinct());
        var (before, after) = (json.GetProperty("before"), json.GetProperty("after"));
        Assert.True(after.GetProperty("depth").GetInt32() < before.GetProperty("depth").GetInt32());
        Assert.Equal(NetworkCost.Depth(TinyNetworks.Residual), before.GetProperty("depth").GetInt32());
        Assert.NotNull(WidthPlanFile.Parse(File.ReadAllText(line["out.width.json"]), "plan").Depth);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ThePlanCarriesBoth()
    {
        Assert.Equal(ExitCode.Done, Prune());
        Assert.Equal(ExitCode.Done, line.Run("apply", line["model.onnx"], "--plan", line["out.width.json"], "-o", line["again.onnx"]));
        Assert.Equal(File.ReadAllBytes(line["out.onnx"]), File.ReadAllBytes(line["again.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void APlanOfChannelsIsNoPlanOfSegments()
    {
        Assert.Equal(ExitCode.Done, Prune());
        Assert.Equal(ExitCode.BadUsage, line.Run(["prune", line["model.onnx"], "-o", line["bad.onnx"], "--flops", "30%", "--plan",
            line["out.width.json"], .. Small]));
        Assert.Contains("error DC2683", line.Error, StringComparison.Ordinal);
    }

    public void Dispose() => line.Dispose();

    private ExitCode Prune(params string[] options) => line.Run(["prune", line["model.onnx"], "-o", line["out.onnx"], "--tables", line["t.db"],
        "--flops", "30%", "--plan", line["p.json"], .. options, .. Small]);
}

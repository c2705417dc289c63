using System.Text.Json;

namespace DepthCompress.Tool.Tests;

/// <summary>Learning what to keep for real, with libtorch.</summary>
public sealed class LearnedWidthProcessTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=200&noise=0", "--preprocess", "mean=128;std=64", "--augment", "none", "--batch-size", "16",
            "--validation-count", "20", "--train-threads", "1", "--calibration-count", "40", "--refit-count", "40", "--selection-count", "20",
            "--measure-seconds", "0.2", "--layout", "union", "--checkpoint-every", "5", "-q"];

    private readonly CommandLine line = new();

    public LearnedWidthProcessTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsTheory(Need.OnnxRuntime, Need.LibTorch)]
    [InlineData("dsp", "--flops", "30%")]
    [InlineData("fcf", "--ratio", "50%")]
    public void KilledInTheLearningAndInTheFineTuningItGoesOnAsIfItHadNotBeen(string method, params string[] target)
    {
        string[] prune = ["prune", line["model.onnx"], "--method", method, "--tables", line["t.db"], "--learn-steps", "100", "--finetune",
            "--steps", "100", .. target, .. Small];
        using (var whole = ToolProcess.Start([.. prune, "-o", line["whole.onnx"]]))
        {
            Assert.True(whole.Wait() is ExitCode.Done, whole.Error);
        }

        prune = [.. prune, "-o", line["resumed.onnx"], "--learned", line["learning"], "--checkpoint", line["tuning"]];
        KillOnceThereIs(line["learning"], prune);
        Assert.False(File.Exists(line["tuning"]));
        KillOnceThereIs(line["tuning"], prune);

        using var resumed = ToolProcess.Start([.. prune, "--json"]);
        Assert.True(resumed.Wait() is ExitCode.Done, resumed.Error);
        var json = JsonDocument.Parse(resumed.Output).RootElement;
        Assert.Equal(100, json.GetProperty("learning").GetProperty("resumedFrom").GetInt64());
        Assert.InRange(json.GetProperty("training").GetProperty("resumedFrom").GetInt64(), 5, 95);
        Assert.Equal(File.ReadAllBytes(line["whole.onnx"]), File.ReadAllBytes(line["resumed.onnx"]));
        Assert.True(File.Exists(line["learning"]));
        Assert.False(File.Exists(line["tuning"]));
    }

    public void Dispose() => line.Dispose();

    private void KillOnceThereIs(string state, string[] prune)
    {
        using var killed = ToolProcess.Start(prune);
        while (!File.Exists(state) && !killed.HasEnded)
        {
            Thread.Sleep(5);
        }

        killed.Kill();
        Assert.False(File.Exists(line["resumed.onnx"]), $"it was done before it could be killed: {killed.Error}");
    }
}

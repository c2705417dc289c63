using System.Diagnostics;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Worker;

namespace DepthCompress.Tool.Tests;

/// <summary>Whole commands in processes of their own.</summary>
public sealed class SupervisorTests : IDisposable
{
    private readonly CommandLine line = new();
    private readonly List<string> crashes = [];

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("exit 130", 130)]
    public void WhatEndsByItselfIsNotStartedAgain(string script, int code)
    {
        Assert.Equal(code, Of(script).Run("train", CancellationToken.None));
        Assert.Empty(crashes);
    }

    [Fact]
    public void WhatCrashesOnceGoesOn()
    {
        var script = $"if [ -e '{line["again"]}' ]; then exit 0; fi; touch '{line["again"]}'; kill -SEGV $$";
        Assert.Equal(0, Of(script).Run("train", CancellationToken.None));
        Assert.Equal(["code 139"], crashes);
    }

    [Fact]
    public void WhatCrashesTwiceIsAnError()
    {
        var error = Assert.Throws<DiagnosticException>(() => Of("kill -ABRT $$").Run("train", CancellationToken.None));
        Assert.Equal("DC4320", error.Diagnostic.Descriptor.Code);
        Assert.Contains("'train' crashed twice; it ended with code 134", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheWishToStopIsPassedOn()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
        Assert.Equal(130, Of("trap 'exit 130' TERM; while :; do sleep 0.05; done").Run("train", stop.Token));
    }

    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void ATrainingThatIsKilledGoesOnFromItsCheckpoint()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        string[] train = ["train", line["model.onnx"], "--tables", line["t.db"], "-q", "--steps", "150", "--checkpoint-every", "5", "--data",
            "synthetic:shapes10?size=16&count=200&noise=0", "--preprocess", "mean=128;std=64", "--augment", "none", "--batch-size", "16", "--validation-count",
            "20", "--train-threads", "1"];
        using (var whole = ToolProcess.Start([.. train, "-o", line["whole.onnx"]]))
        {
            Assert.True(whole.Wait() is ExitCode.Done, whole.Error);
        }

        using var isolated = ToolProcess.Start([.. train, "-o", line["out.onnx"], "--checkpoint", line["state"], "--isolate"]);
        while (!File.Exists(line["state"]) && !isolated.HasEnded)
        {
            Thread.Sleep(5);
        }

        isolated.KillChildren();
        Assert.True(isolated.Wait() is ExitCode.Done, isolated.Error);
        Assert.Contains("warning DC4324: the process of the command crashed (code 137)", isolated.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(line["whole.onnx"]), File.ReadAllBytes(line["out.onnx"]));
    }

    private Supervisor Of(string script) => new(() => new ProcessStartInfo("/bin/sh", ["-c", script]), new(), crashes.Add);

    public void Dispose() => line.Dispose();
}

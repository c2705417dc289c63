using System.Diagnostics;

namespace DepthCompress.Tool.Tests.Shards;

/// <summary>The program as a process that waits for a job, and is told to end as terminals and service managers do it.</summary>
public sealed class ShardSignalTests : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    private readonly CommandLine line = new();

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void ASignalCancelsTheArray(string signal)
    {
        var slurm = new FakeSlurm(line["slurm"]);
        slurm.Hold();
        line.Write("model.onnx", TinyNetworks.Residual);
        using var process = Process.Start(StartOf(slurm))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var clock = Stopwatch.StartNew();
        while (!slurm.HasCalls("squeue") && !process.HasExited && clock.Elapsed < Longest)
        {
            Thread.Sleep(50);
        }

        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            kill.WaitForExit();
        }

        Assert.True(process.WaitForExit(Longest), "the program does not end");
        Assert.True((ExitCode)process.ExitCode is ExitCode.Interrupted, output.Result + error.Result);
        Assert.Equal(["scancel 101"], slurm.CallsOf("scancel"));
        Assert.Contains("DC4357: job 101 was canceled; 0 of", error.Result, StringComparison.Ordinal);
    }

    private ProcessStartInfo StartOf(FakeSlurm slurm)
    {
        // Whoever started the tests in the background may have had SIGINT ignored, which is inherited.
        var start = new ProcessStartInfo("env",
            ["--default-signal=INT,TERM", "dotnet", Path.Combine(AppContext.BaseDirectory, "depthcompress.dll"), "importance",
                line["model.onnx"], "--tables", line["t.db"], "--calibration-count", "8", "--refit-count", "8", "--selection-count", "8", "--metric", "fit-error", "--kernels", "3", "--longest-segment", "2", "--families",
                "identity,fit", "-q", "--executor", "slurm", "--tasks", "2", "--job", line["job"], "--wait"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{slurm.Folder}:{start.Environment["PATH"]}";
        return start;
    }

    public void Dispose() => line.Dispose();
}

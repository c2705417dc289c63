using System.Diagnostics;
using System.Globalization;

namespace DepthCompress.Tool.Tests.Shards;

/// <summary>A real Slurm of two nodes on this machine, one of which dies in the middle.</summary>
public sealed class SlurmClusterTests : IDisposable
{
    private static readonly string Script = Path.Combine(RepositoryRoot.Path, "tests", "slurm", "equal.sh");
    private readonly CommandLine line = new();

    [NeedsFact(Need.OnnxRuntime, Need.Slurm)]
    public void ATableOfFourTasksWithANodeKilledIsThatOfOneProcess()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        var program = string.Create(CultureInfo.InvariantCulture, $"dotnet {Path.Combine(AppContext.BaseDirectory, "depthcompress.dll")}");
        var start = new ProcessStartInfo("bash", [Script, line["run"], program, line["model.onnx"],
            "--calibration-count", "400", "--selection-count", "400", "--longest-segment", "4", "--kernels", "3"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SLURM_TEST_PORT"] = $"{20_000 + (Environment.ProcessId % 10_000)}";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + error.Result);
        Assert.Contains("node2 was killed while", output, StringComparison.Ordinal);
        Assert.Contains("equal; the figures are in ", output, StringComparison.Ordinal);
    }

    public void Dispose() => line.Dispose();
}

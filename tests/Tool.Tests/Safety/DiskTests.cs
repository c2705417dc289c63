using System.Diagnostics;

namespace DepthCompress.Tool.Tests;

/// <summary>Disks that are full and folders that are not to be written: one line with a code, and nothing lost.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly CommandLine line = new();

    public DiskTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsFact(Need.OnnxRuntime)]
    public void AFullDiskIsAnErrorAndKeepsWhatWasThere()
    {
        File.WriteAllText(line["out.onnx"], "precious");
        var (exit, error) = WithLargestFile(8, "optimize", line["model.onnx"], "-o", line["out.onnx"], "--force", "-q");
        Assert.Equal(ExitCode.BadInput, exit);
        Assert.Contains("error DC1032: ", error, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(line["out.onnx"]));
        Assert.Equal(["model.onnx", "out.onnx"], Names());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TablesOnAFullDiskKeepTheirRowsAndTheNextRunGoesOn()
    {
        string[] command = ["importance", line["model.onnx"], "--tables", line["t.db"], "--calibration-count", "16", "--refit-count", "16",
            "--selection-count", "8", "--longest-segment", "4", "-q"];
        var (exit, error) = WithLargestFile(300, command);
        Assert.True(exit is ExitCode.BadInput, $"{exit}: {error}");
        Assert.Contains("error DC2502: ", error, StringComparison.Ordinal);
        Assert.Equal("ok", TableRows.HealthOf(line["t.db"]));
        var kept = TableRows.Of(line["t.db"]);
        Assert.NotEmpty(kept);

        Assert.True(line.Run(command) is ExitCode.Done, line.Error);
        Assert.Empty(kept.Except(TableRows.Of(line["t.db"])));
    }

    [Theory]
    [InlineData("optimize", "DC1032")]
    [InlineData("compress", "DC1032")]
    public void AFolderThatCannotBeWrittenIsAnErrorBeforeAnythingIsDone(string command, string code)
    {
        // Whoever is root may write everywhere but below a file, and in the folders of the kernel.
        var target = OperatingSystem.IsLinux() ? "/proc/out.onnx" : line["model.onnx/out.onnx"];
        string[] goal = command == "compress" ? ["--speedup", "1.2x"] : [];
        Assert.Equal(ExitCode.BadInput, line.Run([command, line["model.onnx"], "-o", target, "-q", .. goal]));
        Assert.Contains($"error {code}: ", line.Error, StringComparison.Ordinal);
        Assert.Empty(line.Measured);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TablesInAFolderThatCannotBeWrittenAreAnError()
    {
        Assert.Equal(ExitCode.BadInput, line.Run("profile", line["model.onnx"], "--tables", "/proc/tables/t.db", "-q"));
        Assert.Contains("error DC2502: ", line.Error, StringComparison.Ordinal);
    }

    /// <summary>Runs the program where no file may grow beyond so many blocks of 512 bytes: what a full disk looks like from inside.</summary>
    private static (ExitCode Exit, string Error) WithLargestFile(int blocks, params string[] args)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"", "sh", "dotnet",
            Path.Combine(AppContext.BaseDirectory, "depthcompress.dll"), .. args])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };

        // The runtime writes files of its own where it can be debugged or keeps code: not here.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return ((ExitCode)process.ExitCode, error + output.Result);
    }

    private IEnumerable<string> Names() => Directory.GetFiles(line["."]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public void Dispose() => line.Dispose();
}

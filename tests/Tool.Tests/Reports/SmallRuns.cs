namespace DepthCompress.Tool.Tests;

/// <summary>Finished runs on a tiny network, for tests of their reports.</summary>
internal static class SmallRuns
{
    internal static string[] Images { get; } =
        ["--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20", "--refit-count", "20",
            "--selection-count", "10"];

    /// <summary>Compresses <c>model.onnx</c>.</summary>
    internal static void Compress(CommandLine line, string report, params string[] more)
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        var exit = line.Run(["compress", line["model.onnx"], "-o", line["out.onnx"], "--tables", line["t.db"], "--speedup", "1.3x", "--report",
            line[report], "--force", .. Images, .. more]);
        Assert.True(exit is ExitCode.Done or ExitCode.Missed, line.Error);
    }

    /// <summary>Compresses <c>model.onnx</c> and trains the result a little.</summary>
    internal static void FineTune(CommandLine line, string report) =>
        Compress(line, report, "--finetune", "--steps", "2", "--batch-size", "8", "--validation-count", "10");

    /// <summary>Narrows <c>model.onnx</c>.</summary>
    internal static void Prune(CommandLine line, string report)
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        Assert.Equal(ExitCode.Done, line.Run(["prune", line["model.onnx"], "-o", line["narrow.onnx"], "--tables", line["t.db"], "--flops", "30%", "--report",
            line[report], "--force", .. Images]));
    }
}

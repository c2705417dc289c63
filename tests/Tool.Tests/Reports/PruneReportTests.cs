namespace DepthCompress.Tool.Tests;

/// <summary>Reports of narrowing, and reports drawn again.</summary>
public sealed class PruneReportTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20",
            "--refit-count", "20", "--selection-count", "10"];

    private readonly CommandLine line = new();

    public PruneReportTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsFact(Need.OnnxRuntime)]
    public void ReportsSayTheSameInEveryFormat()
    {
        Assert.Equal(ExitCode.Done, line.Run(["prune", line["model.onnx"], "-o", line["out.onnx"], "--tables", line["t.db"], "--flops", "30%",
            "--report", line["r.html"], "--report", line["r.md"], "--report", line["r.json"], .. Small]));

        var (html, markdown) = (File.ReadAllText(line["r.html"]), File.ReadAllText(line["r.md"]));
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.Contains("# model.onnx: narrowed", markdown, StringComparison.Ordinal);
        Assert.Contains("| prunable convolutions, as the papers count | ", markdown, StringComparison.Ordinal);
        Assert.Contains("accuracy, recalibrated", markdown, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Done, line.Run("report", line["r.json"], "-o", line["again.html"]));
        Assert.Equal(html, File.ReadAllText(line["again.html"]));
        Assert.Equal(ExitCode.Done, line.Run("report", line["r.json"], "-o", "-"));
        Assert.Equal(markdown, line.Output);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheSchemaSaysWhatIsPrinted()
    {
        Assert.Equal(ExitCode.Done, line.Run(["prune", line["model.onnx"], "-o", line["out.onnx"], "--tables", line["t.db"], "--flops", "30%",
            "--json", .. Small]));
        Assert.Empty(JsonSchema.Problems(line.Output, "prune.schema.json"));
    }

    [Theory]
    [InlineData("DC2682", "{}")]
    [InlineData("DC2682", "no report")]
    [InlineData("DC2682", """{ "schema": "depthcompress/prune/2" }""")]
    [InlineData("DC2682", """{ "schema": "depthcompress/train/1" }""")]
    public void WhatIsNoReportIsRefused(string code, string text)
    {
        File.WriteAllText(line["r.json"], text);
        Assert.Equal(ExitCode.BadInput, line.Run("report", line["r.json"], "-o", line["again.html"]));
        Assert.Contains($"error {code}", line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(line["again.html"]));
    }

    public void Dispose() => line.Dispose();
}

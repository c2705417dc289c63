using System.Text.Json;

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
        Assert.DoesNotContain("http", html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("# model.onnx: narrowed", markdown, StringComparison.Ordinal);
        Assert.Contains("| prunable convolutions, as the papers count | ", markdown, StringComparison.Ordinal);
        Assert.Contains("accuracy, recalibrated", markdown, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Done, line.Run("report", line["r.json"], "-o", line["again.html"]));
        Assert.Equal(html, File.ReadAllText(line["again.html"]));
        Assert.Equal(ExitCode.Done, line.Run("report", line["r.json"], "-o", "-"));
        Assert.Equal(markdown, line.Output);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheSchemaNamesEverythingThatIsPrinted()
    {
        Assert.Equal(ExitCode.Done, line.Run(["prune", line["model.onnx"], "-o", line["out.onnx"], "--tables", line["t.db"], "--flops", "30%",
            "--json", .. Small]));
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "schemas", "prune.schema.json")));
        AssertNamed(line.Json, schema.RootElement, "");
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ACompressionIsDrawnAgain()
    {
        var exit = line.Run(["compress", line["model.onnx"], "-o", line["out.onnx"], "--tables", line["t.db"], "--speedup", "1.2x", "--report",
            line["r.json"], .. Small]);
        Assert.True(exit is ExitCode.Done or ExitCode.Missed, line.Error);

        Assert.Equal(ExitCode.Done, line.Run("report", line["r.json"], "-o", line["again.md"]));
        Assert.Contains("## Frontier, predicted", File.ReadAllText(line["again.md"]), StringComparison.Ordinal);
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

    private static void AssertNamed(JsonElement value, JsonElement schema, string place)
    {
        if (value.ValueKind is JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            Assert.All(value.EnumerateArray(), item => AssertNamed(item, items, $"{place}[]"));
        }
        else if (value.ValueKind is JsonValueKind.Object && schema.TryGetProperty("properties", out var properties))
        {
            Assert.All(schema.GetProperty("required").EnumerateArray(), name =>
                Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{place}.{name} is missing"));
            Assert.All(value.EnumerateObject(), property =>
            {
                Assert.True(properties.TryGetProperty(property.Name, out var inner), $"the schema does not know {place}.{property.Name}");
                AssertNamed(property.Value, inner, $"{place}.{property.Name}");
            });
        }
    }
}

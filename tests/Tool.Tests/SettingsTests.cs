using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

public sealed class SettingsTests : IDisposable
{
    private readonly CommandLine line = new();

    [Fact]
    public void TheCommandLineOverridesTheFileAndTheFileTheDefaults()
    {
        var file = new Settings { Threads = 4, Metric = "kl", Speedup = "2x" };
        var effective = new Settings { Threads = 2, TargetLatency = "70%" }.Over(file).Over(Settings.Defaults);
        Assert.Equal((2, "kl", 1, null, "70%"),
            (effective.Threads, effective.Metric, effective.Batch, effective.Speedup, effective.TargetLatency));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AConfigurationIsReadAndWrittenIntoThePlan()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        var config = line.Write("c.json", Encoding.UTF8.GetBytes("""
            {
              // Comments are welcome.
              "data": "synthetic:shapes10?size=16&count=40", "preprocess": "mean=128;std=64",
              "calibrationCount": 20, "refitCount": 20, "selectionCount": 20, "kernels": [3], "targetLatency": "80%", "threads": 2,
            }
            """));
        Assert.Equal(ExitCode.Done,
            line.Run("plan", line["model.onnx"], "--config", config, "--threads", "1", "-o", line["p.json"], "--tables", line["t.db"],
                "-q"));
        var written = JsonNode.Parse(File.ReadAllText(line["p.json"]))!["configuration"]!;
        Assert.Equal("synthetic:shapes10?size=16&count=40", (string?)written["data"]);
        Assert.Equal("80%", (string?)written["targetLatency"]);
        Assert.Equal(1, (int)written["threads"]!);
        Assert.Null(written["tables"]);
    }

    [Theory]
    [InlineData("2", 0.5)]
    [InlineData("1.25x", 0.8)]
    public void ASpeedUpIsARatio(string text, double ratio) => Assert.Equal(ratio, new Settings { Speedup = text }.TargetRatio());

    [Theory]
    [InlineData("0.5pp", 0.005)]
    [InlineData("0.1dB", 0.1)]
    [InlineData("0.01", 0.01)]
    public void ALossHasAUnit(string text, double drop) => Assert.Equal(drop, new Settings { MaxDrop = text }.Drop()!.Value, 1e-12);

    [Fact]
    public void SizesAreNamedOrMeantForTheOnlyInput()
    {
        var shapes = new Settings { InputShapes = ["x=1x3x8x8", "2x4"] }.Shapes();
        Assert.Equal("1 3 8 8", string.Join(' ', shapes["x"]));
        Assert.Equal("2 4", string.Join(' ', shapes[""]));
        var error = Assert.Throws<DiagnosticException>(() => new Settings { InputShapes = ["x=1x?x8"] }.Shapes());
        Assert.Equal("--input-shape cannot be 'x=1x?x8': a form such as input=1x3x224x224 is wanted", error.Message);
    }

    [Fact]
    public void TheSchemaNamesEverySetting()
    {
        using var schema = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "schemas", "depthcompress.schema.json")));
        AssertNames(SettingsJson.Default.Settings, schema.RootElement);
        AssertNames(SettingsJson.Default.TrainingSettings, schema.RootElement.GetProperty("properties").GetProperty("training"));
        AssertNames(SettingsJson.Default.ImportanceSettings, schema.RootElement.GetProperty("properties").GetProperty("importance"));
        AssertNames(SettingsJson.Default.ExecutorSettings, schema.RootElement.GetProperty("properties").GetProperty("executor"));
        AssertNames(SettingsJson.Default.ShrinkSettings, schema.RootElement.GetProperty("properties").GetProperty("shrink"));
        AssertNames(SettingsJson.Default.WidthSettings, schema.RootElement.GetProperty("properties").GetProperty("width"));
        var metrics = schema.RootElement.GetProperty("properties").GetProperty("metric").GetProperty("enum").EnumerateArray()
            .Select(name => name.GetString()!);
        Assert.Equal(MetricChoice.Names, metrics);
    }

    private static void AssertNames(JsonTypeInfo type, JsonElement schema) => Assert.Equal(
        type.Properties.Where(property => property.Get is not null).Select(property => property.Name).Order(StringComparer.Ordinal),
        schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));

    public void Dispose() => line.Dispose();
}

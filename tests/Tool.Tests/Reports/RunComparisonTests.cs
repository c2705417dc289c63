namespace DepthCompress.Tool.Tests;

/// <summary>Finished runs side by side.</summary>
public sealed class RunComparisonTests : IDisposable
{
    private readonly CommandLine line = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void RunsOfBothCommandsStandSideBySide()
    {
        SmallRuns.Compress(line, "a.json");
        SmallRuns.Compress(line, "b.json", "--families", "identity");
        SmallRuns.Prune(line, "c.json");

        Assert.Equal(ExitCode.Done, line.Run("report", "--compare", line["a.json"], line["b.json"], line["c.json"], "-o", line["runs.json"], "--json"));
        Assert.Equal(File.ReadAllText(line["runs.json"]), line.Output);
        Assert.Empty(JsonSchema.Problems(line.Output, "runs.schema.json"));
        var runs = line.Json.GetProperty("runs");
        Assert.Equal(["a", "b", "c"], runs.EnumerateArray().Select(run => run.GetProperty("name").GetString()));
        Assert.Equal(["compress", "compress", "prune"], runs.EnumerateArray().Select(run => run.GetProperty("command").GetString()));
        Assert.All(runs.EnumerateArray(), run => Assert.Equal("accuracy", run.GetProperty("quality").GetProperty("metric").GetString()));
        Assert.Contains(line.Json.GetProperty("settingsThatDiffer").EnumerateArray(), entry => entry.GetProperty("setting").GetString() == "families");

        Assert.Equal(ExitCode.Done, line.Run("report", line["a.json"], "--compare", line["b.json"], "-o", line["runs.html"]));
        Assert.Contains("<svg", File.ReadAllText(line["runs.html"]), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run("report", "--compare", line["a.json"], line["c.json"], "-o", "-"));
        Assert.StartsWith("# 2 runs side by side\n\n| run | ", line.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DC2101")]
    [InlineData("DC2101", "a.json", "b.json")]
    [InlineData("DC2720", "--compare", "a.json")]
    [InlineData("DC2682", "--compare", "a.json", "b.json")]
    public void WhatCannotBeComparedIsRefused(string code, params string[] words)
    {
        File.WriteAllText(line["a.json"], "{}");
        File.WriteAllText(line["b.json"], "{}");
        Assert.NotEqual(ExitCode.Done, line.Run(["report", .. words.Select(word => word.EndsWith(".json", StringComparison.Ordinal) ? line[word] : word), "-o", line["o.md"]]));
        Assert.Contains($"error {code}", line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(line["o.md"]));
    }

    public void Dispose() => line.Dispose();
}

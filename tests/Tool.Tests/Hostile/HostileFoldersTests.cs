using System.Diagnostics;
using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>What the program finds beside its files and in its own folders may have been put there by somebody else.</summary>
public sealed class HostileFoldersTests : IDisposable
{
    private readonly CommandLine line = new();

    public void Dispose() => line.Dispose();

    /// <summary>A result names the network that is read and measured.</summary>
    [Theory]
    [InlineData("fit-2x/model.onnx", true)]
    [InlineData("fit-1.5x/model.onnx", true)]
    [InlineData("uniform-2x/model.onnx", false)]
    [InlineData("../model.onnx", false)]
    [InlineData("fit-2x/../../model.onnx", false)]
    [InlineData("fit-../model.onnx", true)]
    [InlineData("/etc/model.onnx", false)]
    [InlineData("fit-2x/other.onnx", false)]
    [InlineData("fit-2x\\..\\model.onnx", false)]
    public void AResultOfAComparisonLiesInItsFolder(string model, bool isTaken)
    {
        var pair = ComparisonPair.Of("fit", 2, Settings.Defaults);
        var folder = new ComparisonFolder(line["compared"]);
        folder.Begin(pair);
        var seed = Path.Combine(RepositoryRoot.Path, "tests", "Fuzz", "corpus", "comparison-result", "seed-result.json");
        var record = JsonSerializer.Deserialize(File.ReadAllText(seed), ComparisonRecordJson.Default.ComparisonRecord)!;
        record = record with { Outcome = record.Outcome! with { Model = model } };
        folder.Save(pair, record);
        folder.Save(pair, [[1, 2, 3, 4]]);
        Assert.All(new[] { "compared/fit-2x", "compared/fit-1.5x", "compared/uniform-2x", "compared/fit-.." }, other => Directory.CreateDirectory(line[other]));
        foreach (var other in new[] { "compared/fit-2x/model.onnx", "compared/fit-1.5x/model.onnx", "compared/uniform-2x/model.onnx", "model.onnx", "compared/fit-../model.onnx" })
        {
            File.WriteAllText(line[other], "a network");
        }

        foreach (var other in new[] { "compared/fit-1.5x/scores.json", "compared/fit-../scores.json" })
        {
            File.Copy(line["compared/fit-2x/scores.json"], line[other]);
        }

        var sink = new DiagnosticSink();
        Assert.Equal(isTaken, folder.Find(pair, record.Identity, sink) is not null);
        Assert.Equal(isTaken ? [] : new[] { "DC2661" }, sink.All.Select(found => found.Descriptor.Code));
        Assert.Equal(isTaken, folder.Last(pair, record.Identity) is not null);
    }

    [Theory]
    [InlineData("--kubeconfig=evil")]
    [InlineData("-f")]
    [InlineData("")]
    [InlineData("17 18")]
    [InlineData("17\n")]
    [InlineData("$(reboot)")]
    public void AJobWithANameThatNoSchedulerGivesIsRefused(string job)
    {
        var folder = new ShardFolder(line["."]);
        var seed = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests", "Fuzz", "corpus", "shard-manifest", "seed-importance.json"));
        File.WriteAllText(folder.ManifestFile, seed);
        Assert.Equal("17", folder.Read().Submissions[0].Job);
        File.WriteAllText(folder.ManifestFile, seed.Replace("\"17\"", JsonSerializer.Serialize(job), StringComparison.Ordinal));

        Assert.Equal("DC2755", Assert.Throws<DiagnosticException>(folder.Read).Diagnostic.Descriptor.Code);
    }

    /// <summary>Found beside what was named, and so opened without being named: a pipe there would be waited for.</summary>
    [Fact]
    public void PipesBesideFilesAreNotWaitedFor()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var name in new[] { "manifest.json", "x.plan.weights.safetensors", "state.json" })
        {
            using var pipe = Process.Start("mkfifo", line[name]);
            pipe.WaitForExit();
        }

        line.Write("model.onnx", TinyNetworks.Residual);
        File.WriteAllText(line["x.plan.json"], "{}");
        Assert.Equal("DC2755", CodeOf(() => new ShardFolder(line["."]).Read()));
        Assert.Equal("DC2693", CodeOf(() => PlanWeights.Replay(line["x.plan.json"], line["model.onnx"])));
        Assert.Empty(BuildState.Read(line["state.json"]).Models);
    }

    [Theory]
    [InlineData("""{ "schema": "depthcompress/build-state/1", "models": null }""")]
    [InlineData("""{ "schema": "depthcompress/build-state/1", "models": [null] }""")]
    [InlineData("""{ "schema": "depthcompress/build-state/1", "models": [{ "name": "a", "key": "k", "looked": "2026-01-02T03:04:05Z", "inputs": [null], "outputs": [] }] }""")]
    [InlineData("""{ "schema": "depthcompress/build-state/1", "models": [{ "name": null, "key": "k", "looked": "2026-01-02T03:04:05Z", "inputs": [], "outputs": [] }] }""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void AStateOfABuildThatIsNoneIsNoState(string text)
    {
        File.WriteAllText(line["state.json"], text);

        Assert.Empty(BuildState.Read(line["state.json"]).Models);
    }

    private static string CodeOf(Action read) => Assert.Throws<DiagnosticException>(read).Diagnostic.Descriptor.Code;
}

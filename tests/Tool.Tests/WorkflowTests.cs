using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Tool.Tests;

/// <summary>A tiny network goes from ONNX to smaller ONNX, offline; latency is what a counting machine says.</summary>
public sealed class WorkflowTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=40", "--preprocess", "mean=128;std=64", "--calibration-count", "30", "--refit-count",
            "40", "--selection-count", "20"];

    private readonly CommandLine line = new();

    public WorkflowTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsFact(Need.OnnxRuntime)]
    public void CompressWritesAFasterNetworkAndSaysSo()
    {
        Assert.Equal(ExitCode.Done, Compress("out.onnx", "--report", line["r.md"], "--report", line["r.html"], "--report", line["r.json"]));
        Assert.Contains("verdict: met: ", line.Output, StringComparison.Ordinal);
        var (before, after) = (Read("model.onnx"), Read("out.onnx"));
        Assert.True(NetworkCost.MultiplyAccumulates(after.Graph) < NetworkCost.MultiplyAccumulates(before.Graph));
        Assert.Equal(before.Graph.Inputs.Select(before.Graph.NameOf), after.Graph.Inputs.Select(after.Graph.NameOf));
        Assert.Equal(before.Graph.Outputs.Select(output => output.Name), after.Graph.Outputs.Select(output => output.Name));
        Assert.Equal(before.Digest, after.Shell.Metadata.Single(entry => entry.Key == "depthcompress.model").Value);
        Assert.Contains("\"speedup\": \"1.3x\"", after.Shell.Metadata.Single(entry => entry.Key == "depthcompress.plan").Value,
            StringComparison.Ordinal);
        Assert.StartsWith("# model.onnx: met\n", File.ReadAllText(line["r.md"]), StringComparison.Ordinal);
        Assert.Contains("<svg", File.ReadAllText(line["r.html"]), StringComparison.Ordinal);
        Assert.Contains("\"schema\": \"depthcompress/result/1\"", File.ReadAllText(line["r.json"]), StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheResultAsJsonHasWhatIsPromised()
    {
        Assert.Equal(ExitCode.Done, Compress("out.onnx", "--json", "--max-drop", "100pp"));
        var json = line.Json;
        Assert.Equal("depthcompress/result/1", json.GetProperty("schema").GetString());
        var latency = json.GetProperty("latency");
        Assert.All(["beforeMs", "afterMs", "predictedMs", "speedup", "speedupLow", "speedupHigh"], name =>
            Assert.True(latency.GetProperty(name).GetDouble() > 0, name));
        Assert.Equal(latency.GetProperty("beforeMs").GetDouble() / latency.GetProperty("afterMs").GetDouble(),
            latency.GetProperty("speedup").GetDouble(), 1e-9);
        var quality = json.GetProperty("quality");
        Assert.Equal("accuracy", quality.GetProperty("metric").GetString());
        Assert.Equal(40, quality.GetProperty("samples").GetInt32());
        Assert.All(["before", "after", "dropLow", "dropHigh"], name => Assert.InRange(quality.GetProperty(name).GetDouble(), -1, 1));
        Assert.True(json.GetProperty("verified").GetBoolean());
        Assert.Equal("met", json.GetProperty("verdict").GetString());
        Assert.Equal(line["out.onnx"], json.GetProperty("output").GetString());
        Assert.Equal(line["out.plan.json"], json.GetProperty("plan").GetString());
        Assert.True(File.Exists(line["out.plan.json"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ASecondRunMeasuresNothingOfTheTablesAgain()
    {
        Assert.Equal(ExitCode.Done, Compress("first.onnx"));
        var first = line.Measured.Length;
        Assert.Equal(ExitCode.Done, Compress("second.onnx"));
        var second = line.Measured.Length - first;

        // What remains are pairs: the closed loop and the last measurement.
        Assert.True(second < first, $"{second} of {first}");
        Assert.True(second % 2 == 0, $"{second}");
        Assert.Equal(File.ReadAllBytes(line["first.onnx"]), File.ReadAllBytes(line["second.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnInterruptedRunKeepsItsRowsAndGoesOn()
    {
        Assert.Equal(ExitCode.Done, line.Run(["profile", line["model.onnx"], "--tables", line["whole.db"], "-q"]));
        var whole = line.Measured.Length;
        var calls = 0;
        line.Probe.Measured.Clear();
        line.Probe.BeforeMeasuring = () => { if (++calls == 3) { line.Stop.Cancel(); } };
        Assert.Equal(ExitCode.Interrupted, Compress("out.onnx"));
        Assert.EndsWith(
            "model.onnx : error DC2110: stopped before the end; nothing half-finished is left behind; start the same command again: finished rows of the tables are not done twice",
            line.Error.TrimEnd(),
            StringComparison.Ordinal);
        Assert.False(File.Exists(line["out.onnx"]));
        var kept = line.Measured.Length;
        Assert.True(kept > 0);

        line.Probe.Measured.Clear();
        line.Probe.BeforeMeasuring = () => { };
        using var output = new StringWriter();
        var again = Program.Run(["profile", line["model.onnx"], "--tables", line["tables.db"], "-q"], output, output,
            new Surroundings { Probe = (_, _) => line.Probe });
        Assert.Equal(0, again);
        Assert.Equal(whole - kept, line.Measured.Length);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void PlanThenApplyGivesTheSameBytesTwice()
    {
        Assert.Equal(ExitCode.Done,
            line.Run(["plan", line["model.onnx"], "--speedup", "1.3x", "-o", line["p.json"], "--tables", line["tables.db"], "-q",
                .. Small]));
        Assert.Contains("frontier, predicted", line.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run("apply", line["model.onnx"], "--plan", line["p.json"], "-o", line["a.onnx"], "-q"));
        Assert.Equal(ExitCode.Done, line.Run("apply", line["model.onnx"], "--plan", line["p.json"], "-o", line["b.onnx"], "-q"));
        Assert.Equal(File.ReadAllBytes(line["a.onnx"]), File.ReadAllBytes(line["b.onnx"]));
        Assert.NotEqual(File.ReadAllBytes(line["a.onnx"]), File.ReadAllBytes(line["model.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void APlanOfAnotherModelIsRefused()
    {
        Assert.Equal(ExitCode.Done,
            line.Run(["plan", line["model.onnx"], "--speedup", "1.3x", "-o", line["p.json"], "--tables", line["tables.db"], "-q",
                .. Small]));
        line.Write("other.onnx", new Runtime.Zoo.ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 2, Seed = 2 }.Build());
        Assert.Equal(ExitCode.BadInput, line.Run("apply", line["other.onnx"], "--plan", line["p.json"], "-o", line["a.onnx"]));
        Assert.Contains("p.json : error DC3103: ", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run("apply", line["other.onnx"], "--plan", line["p.json"], "-o", line["a.onnx"], "--force-plan"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ABrokenQualityFloorKeepsTheOriginal()
    {
        var model = line.Write("denoise.onnx", TinyNetworks.AnySize);
        string[] compress =
        [
            "compress", model, "-o", line["out.onnx"], "--tables", line["tables.db"], "-q", "--speedup", "1.2x", "--max-drop", "0",
                "--data",
            "synthetic:noise?channels=1&height=16&width=16&count=80", "--preprocess", "unit", "--calibration-count", "20", "--refit-count",
                "20", "--selection-count", "20",
        ];
        Assert.Equal(ExitCode.Missed, line.Run([.. compress, "--json"]));
        Assert.Equal("qualityFloorBroken", line.Json.GetProperty("verdict").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, line.Json.GetProperty("output").ValueKind);
        Assert.False(File.Exists(line["out.onnx"]));
        Assert.Equal(ExitCode.Missed, line.Run([.. compress, "--keep-original"]));
        Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(line["out.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ADryRunDoesNothing()
    {
        Assert.Equal(ExitCode.Done, Compress("out.onnx", "--dry-run", "--json"));
        Assert.Equal("depthcompress/estimate/1", line.Json.GetProperty("schema").GetString());
        Assert.Equal(line.Json.GetProperty("latencyEntries").GetInt32(), line.Json.GetProperty("latencyMissing").GetInt32());
        Assert.True(line.Json.GetProperty("importanceMissing").GetInt32() > 0);
        Assert.Empty(line.Measured);
        Assert.False(File.Exists(line["out.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WithoutDataThereIsAWarningAndAResult()
    {
        var exit = line.Run("compress", line["model.onnx"], "--speedup", "1.3x", "-o", line["out.onnx"], "--tables", line["tables.db"],
            "--calibration-count", "32", "--refit-count", "32", "--selection-count", "16", "-q");
        Assert.Equal(ExitCode.Done, exit);
        Assert.StartsWith($"{line["model.onnx"]} : warning DC2106: no data is named", line.Error, StringComparison.Ordinal);
        Assert.Contains("agreement", line.Output, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ShardsTogetherMakeTheWholeTable()
    {
        string[] importance = ["importance", line["model.onnx"], "--tables", line["tables.db"], "--json", "-q", .. Small];
        Assert.Equal(ExitCode.Done, line.Run([.. importance, "--shard", "1/2"]));
        var first = line.Json.GetProperty("candidates").GetArrayLength();
        Assert.Equal(ExitCode.Done, line.Run([.. importance, "--shard", "2/2"]));
        var second = line.Json.GetProperty("candidates").GetArrayLength();
        Assert.Equal(ExitCode.Done, line.Run([.. importance, "--dry-run"]));
        Assert.Equal(0, line.Json.GetProperty("importanceMissing").GetInt32());
        Assert.Equal(line.Json.GetProperty("candidates").GetInt32(), first + second);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ExplainSaysOfEveryLayerWhy()
    {
        Assert.Equal(ExitCode.Done, Compress("out.onnx"));
        Assert.Equal(ExitCode.Done,
            line.Run("explain", line["model.onnx"], "--plan", line["out.plan.json"], "--tables", line["tables.db"], "--json"));
        var sites = line.Json.GetProperty("sites").EnumerateArray().ToArray();
        Assert.Contains(sites, site => site.GetProperty("fate").GetString() is "fit" or "absorb" or "identity");
        Assert.Contains(sites, site => site.GetProperty("fate").GetString() == "kept");
        Assert.All(sites, site => Assert.NotEqual("", site.GetProperty("why").GetString()));
    }

    private ExitCode Compress(string output, params string[] more) => line.Run(
        ["compress", line["model.onnx"], "-o", line[output], "--tables", line["tables.db"], .. more.Contains("--json")
            || more.Contains("-q") ? Array.Empty<string>() : ["-q"],
            .. more.Contains("--speedup") ? Array.Empty<string>() : ["--speedup", "1.3x"], .. more.Contains("--data") ? Small[2..] : Small,
                .. more]);

    private Model Read(string name) => OnnxReader.Read(line[name], new DiagnosticSink());

    public void Dispose() => line.Dispose();
}

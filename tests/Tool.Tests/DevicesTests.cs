using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Tables;

namespace DepthCompress.Tool.Tests;

/// <summary>One plan for two devices: on one every operator is dear, on the other every multiplication.</summary>
public sealed class DevicesTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=40", "--preprocess", "mean=128;std=64", "--calibration-count", "30", "--refit-count", "40",
            "--selection-count", "20", "-q"];

    private readonly CommandLine line = new();

    public DevicesTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        Measure("slow.db", new FormulaProbe("slow to start", 1, 0.5));
        Measure("busy.db", new FormulaProbe("busy to multiply", 0.001, 20));
    }

    private string Both => $"slow={line["slow.db"]},{line["busy.db"]}";

    [NeedsFact(Need.OnnxRuntime)]
    public void EveryDeviceKeepsItsBudget()
    {
        var plan = Planned(Both, "--budget", "slow=80%,busy=1.5x");
        Assert.Equal("max", plan.Objective);
        Assert.Equal(["slow", "busy"], plan.Devices!.Value.Select(device => device.Name));
        Assert.Equal(["slow to start", "busy to multiply"], plan.Devices.Value.Select(device => device.Machine.Device));
        Assert.All(plan.Devices.Value, device => Assert.InRange(device.PredictedMilliseconds, 0, device.BudgetMilliseconds!.Value + 1e-9));
        Assert.Equal([0.8, 1 / 1.5], plan.Devices.Value.Select(device => Math.Round(device.BudgetMilliseconds!.Value / device.OriginalMilliseconds, 12))
            .Zip([0.8, 1 / 1.5], (budget, asked) => Math.Abs(budget - asked) < 1e-9 ? asked : budget));
        Assert.Equal(plan.Devices.Value[0].PredictedMilliseconds, plan.PredictedMilliseconds);
        Assert.Contains("devices, predicted (objective max):", line.Output, StringComparison.Ordinal);
        Assert.Contains("frontier, predicted, by the slowest device:", line.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Done, line.Run("apply", line["model.onnx"], "--plan", line["p.json"], "-o", line["a.onnx"], "-q", "--json"));
        Assert.Equal(2, line.Json.GetProperty("devices").GetArrayLength());
        Assert.Equal(ExitCode.Done, line.Run("explain", line["model.onnx"], "--plan", line["p.json"], "--tables", line["tables.db"]));
        Assert.Contains("busy to multiply, 4 thread(s)", line.Output, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void NothingThatEachAloneChoosesIsBetterForBoth()
    {
        var both = Planned(Both, "--speedup", "1.4x");
        var (slow, busy) = (Planned($"slow={line["slow.db"]}", "--speedup", "1.4x"), Planned(line["busy.db"], "--speedup", "1.4x"));
        Assert.True(both.PredictedChange <= slow.PredictedChange);
        Assert.True(both.PredictedChange <= busy.PredictedChange);
        Assert.NotEqual(Text(slow), Text(busy));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheWeightedMeanMeetsTheTarget()
    {
        var plan = Planned(Both, "--objective", "weighted", "--weights", "busy=3", "--target-latency", "70%");
        Assert.Equal([1.0, 3.0], plan.Devices!.Value.Select(device => device.Weight!.Value));
        Assert.All(plan.Devices.Value, device => Assert.Null(device.BudgetMilliseconds));
        Assert.InRange(plan.Devices.Value.Sum(device => device.Weight!.Value * device.PredictedMilliseconds / device.OriginalMilliseconds) / 4, 0, 0.7 + 1e-9);

        var max = Planned(Both, "--target-latency", "70%");
        Assert.True(plan.PredictedChange >= max.PredictedChange);
        var held = Planned(Both, "--objective", "weighted", "--target-latency", "70%", "--budget", "slow=90%");
        Assert.InRange(held.Devices!.Value[0].PredictedMilliseconds, 0, (0.9 * held.Devices.Value[0].OriginalMilliseconds) + 1e-9);
        Assert.InRange(held.Devices.Value.Average(device => device.PredictedMilliseconds / device.OriginalMilliseconds), 0, 0.7 + 1e-9);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OneDeviceIsPlannedForAsOneMachine()
    {
        Assert.Equal(ExitCode.Done, line.Run(["plan", line["model.onnx"], "--tables", line["tables.db"], "-o", line["one.json"], "-f", "--speedup", "1.3x", .. Small]));
        var (alone, here) = (PlanFile.Parse(File.ReadAllText(line["one.json"]), "one.json"), Planned("here", "--speedup", "1.3x"));
        Assert.Equal((alone.PredictedMilliseconds, alone.PredictedChange), (here.PredictedMilliseconds, here.PredictedChange));
        Assert.Equal(Text(alone), Text(here));
        Assert.Equal("here", Assert.Single(here.Devices!.Value).Name);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ResultsOfADeviceAreRead()
    {
        var whole = Planned(line["busy.db"], "--speedup", "1.4x");
        var rows = MachineRows.Of(line["busy.db"], new FormulaProbe("busy to multiply", 0, 0).Machine);
        WriteResults(rows);
        Assert.Equal(Text(whole), Text(Planned($"busy={line["r.json"]}", "--speedup", "1.4x")));

        WriteResults(rows[..^3]);
        Assert.Equal(ExitCode.BadInput, Plan($"pi={line["r.json"]}", "--speedup", "1.4x"));
        Assert.Contains($"error DC3361: of the device 'pi' 3 of {rows.Length} latencies of this model are missing", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Plan($"pi={line["r.json"]}", "--dry-run", "--json"));
        Assert.Equal(3, line.Json.GetProperty("devices")[0].GetProperty("latencyMissing").GetInt32());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheFastestPlanThatLosesLittleIsWritten()
    {
        var plan = Planned(Both, "--max-drop", "0.05");
        Assert.InRange(plan.PredictedChange, -0.05, double.MaxValue);
        var asked = plan.Devices!.Value.Max(device => device.PredictedMilliseconds / device.OriginalMilliseconds);
        Assert.Equal(ExitCode.Done, Plan(Both, "-o", line["q.json"], "--target-latency", FormattableString.Invariant($"{100 * asked * 0.98:0.####}%"), "--json"));
        Assert.True(line.Json.GetProperty("predictedChange").GetDouble() < -0.05);
        Assert.Equal(2, line.Json.GetProperty("frontier")[0].GetProperty("ms").GetArrayLength());
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(1, "DC3360: no plan keeps what is asked of all devices at once: 'slow' is to take", "--budget", "slow=1%,busy=90%")]
    [InlineData(2, "DC3362: the device 'busy' has no budget", "--budget", "slow=80%")]
    [InlineData(2, "DC3363: --budget names the device 'pi'; there are slow, busy", "--budget", "pi=80%")]
    [InlineData(2, "DC3364: the method 'layermerge' cannot hold a budget", "--method", "layermerge", "--speedup", "1.2x")]
    [InlineData(2, "DC2102: ", "--objective", "least")]
    [InlineData(2, "DC2102: ", "--weights", "slow=2")]
    [InlineData(2, "DC2102: ", "--budget", "slow=fast,busy=80%")]
    [InlineData(2, "--machine", "--machine", "slow", "--speedup", "1.2x")]
    public void SlipsAreTold(int exit, string error, params string[] options)
    {
        Assert.Equal((ExitCode)exit, Plan(Both, options));
        Assert.Contains(error, line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ATableOfSeveralMachinesIsAskedWhich()
    {
        Measure("both.db", new FormulaProbe("one board", 1, 1));
        Measure("both.db", new FormulaProbe("other board", 2, 1));
        Assert.Equal(ExitCode.BadInput, Plan(line["both.db"], "--speedup", "1.2x"));
        Assert.Contains("DC3365: ", line.Error, StringComparison.Ordinal);
        Assert.Contains("device=other board", line.Error, StringComparison.Ordinal);
        Assert.Equal("other board", Planned($"{line["both.db"]}?device=other&threads=4", "--speedup", "1.2x").Machine.Device);
    }

    [Fact]
    public void CompressRefusesSeveralDevices()
    {
        Assert.Equal(ExitCode.BadUsage, line.Run("compress", line["model.onnx"], "--devices", Both, "--speedup", "1.2x", "-o", line["o.onnx"]));
        Assert.Contains("error DC3367: 'compress' measures on this machine alone", line.Error, StringComparison.Ordinal);
        File.WriteAllText(line["c.json"], """{ "devices": { "from": ["a.json", "b.json"] } }""");
        Assert.Equal(ExitCode.BadUsage, line.Run("compress", line["model.onnx"], "--config", line["c.json"], "--speedup", "1.2x", "-o", line["o.onnx"]));
        Assert.Contains("error DC3367: ", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ShippedSettingsNameNoFolders() => Assert.Equal(
        """["pi=pi.json","all.db?threads=4","here"]""",
        Shipping.Of(new Settings { Devices = new DeviceSettings { From = ["pi=/home/me/pi.json", "/data/all.db?threads=4", "here"] } })["devices"]!["from"]!
            .ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

    public void Dispose() => line.Dispose();

    private void Measure(string tables, FormulaProbe probe)
    {
        using var output = new StringWriter();
        Assert.Equal(0, Program.Run(["profile", line["model.onnx"], "--tables", line[tables], "-q"], output, output, new Surroundings { Probe = (_, _) => probe }));
    }

    private ExitCode Plan(string devices, params string[] options) =>
        line.Run(["plan", line["model.onnx"], "--tables", line["tables.db"], "--devices", devices, .. options, .. Small]);

    private CompressionPlan Planned(string devices, params string[] options)
    {
        var exit = Plan(devices, [.. options, "-o", line["p.json"], "-f"]);
        Assert.True(exit is ExitCode.Done, line.Error);
        return PlanFile.Parse(File.ReadAllText(line["p.json"]), "p.json");
    }

    private void WriteResults(ImmutableArray<LatencyRow> rows) => File.WriteAllText(line["r.json"], DeviceLatenciesFile.Format(new DeviceLatencies
    {
        Schema = DeviceLatencies.CurrentSchema,
        Tool = "test",
        Model = OnnxReader.Read(line["model.onnx"], new DiagnosticSink()).Digest!,
        Bundle = "none",
        Machine = rows[0].Key.Machine,
        Device = "a board",
        MeasureSeconds = 1,
        Networks = rows.Length,
        Rows = [.. rows.Select(DeviceLatency.Of)],
    }));

    private static string Text(CompressionPlan plan) => string.Join('\n', plan.Segments.Select(segment =>
        (segment with { SavedMilliseconds = 0 }).ToString() + string.Join('x', segment.KernelShape ?? [])));
}

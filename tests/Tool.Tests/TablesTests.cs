using System.Text.Json.Nodes;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Tool.Tests;

/// <summary>
/// Tables as files: exported with what they are of, planned with, refused where they are of something else, listed and united.
/// </summary>
public sealed class TablesTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=32&count=40", "--preprocess", "mean=128;std=64", "--calibration-count", "30", "--refit-count",
            "40", "--selection-count", "20", "--metric", "agreement", "-q"];

    private readonly CommandLine line = new();

    public TablesTests() => line.Write("model.onnx",
        new Runtime.Zoo.MobileNetwork { Input = new(3, 32, 32), Width = 0.1, Depth = 0.5, Features = 32 }.Build());

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("two-stage")]
    [InlineData("layermerge")]
    [InlineData("layer-only")]
    public void WhatIsExportedPlansWithoutDataAndMeasuringNothing(string method)
    {
        string[] ours = ["--method", method, "--tables", line["tables.db"], "--alpha", "0", .. Small];
        Assert.Equal(ExitCode.Done, line.Run(["plan", line["model.onnx"], "-o", line["own.json"], "--speedup", "1.02x", .. ours]));
        Assert.Equal(ExitCode.Done, line.Run(["tables", "export", line["model.onnx"], "--latencies", line["time.csv"],
            "--importances", line["imp.csv"], "--json", .. ours]));
        Assert.Equal("depthcompress/tables-export/1", line.Json.GetProperty("schema").GetString());
        Assert.Equal(0, line.Json.GetProperty("files")[0].GetProperty("missing").GetInt32());
        var own = PlanFile.Parse(File.ReadAllText(line["own.json"]), "own");
        var measured = line.Measured.Length;

        // Whatever saves nothing has no importance, and no plan takes it.
        Assert.Equal(ExitCode.Done,
            line.Run("plan", line["model.onnx"], "--method", method, "--alpha", "0", "--latencies", line["time.csv"],
            "--importances", line["imp.csv"], "--force-tables", "--budget-ms", "1000", "-o", line["loose.json"], "--json"));

        Assert.Equal(measured, line.Measured.Length);
        Assert.DoesNotContain("DC3226", line.Error, StringComparison.Ordinal);
        var loose = PlanFile.Parse(File.ReadAllText(line["loose.json"]), "loose");
        var budget = loose.OriginalMilliseconds - (own.OriginalMilliseconds - own.PredictedMilliseconds) + 1e-9;
        Assert.Equal(ExitCode.Done,
            line.Run("plan", line["model.onnx"], "--method", method, "--alpha", "0", "--latencies", line["time.csv"],
            "--importances", line["imp.csv"], "--force-tables", "--budget-ms",
                budget.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "-o", line["again.json"]));
        var again = PlanFile.Parse(File.ReadAllText(line["again.json"]), "again");
        Assert.Equal(own.Segments.Select(segment => (segment.First, segment.Last)), again.Segments
            .Select(segment => (segment.First, segment.Last)));
        Assert.Equal(own.Machine, again.Machine);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("machine", "provider", "cuda", "it is of provider cuda, wanted is cpu")]
    [InlineData("machine", "device", "another", "it is of the device another, wanted is counter")]
    [InlineData(null, "precision", "float16", "it is of precision float16, wanted is float32")]
    [InlineData(null, "modelDigest", "0000", "it is of the model with digest 0000, wanted is ")]
    public void ATableOfSomethingElseIsRefusedUnlessItIsForced(string? part, string name, string value, string message)
    {
        WriteTable();
        var identity = JsonNode.Parse(File.ReadAllText(line["time.csv.json"]))!;
        (part is null ? identity : identity[part])![name] = value;
        File.WriteAllText(line["time.csv.json"], identity.ToJsonString());
        string[] plan = ["plan", line["model.onnx"], "--method", "two-stage", "--latencies", line["time.csv"], "--dry-run", "-q"];

        Assert.Equal(ExitCode.BadInput, line.Run(plan));
        Assert.Contains($"error DC3225: {message}", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run([.. plan, "--force-tables"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ATableOfUnknownOriginIsTakenWithAWarning()
    {
        WriteTable();
        File.Delete(line["time.csv.json"]);

        Assert.Equal(ExitCode.Done,
            line.Run("plan", line["model.onnx"], "--method", "two-stage", "--latencies", line["time.csv"], "--dry-run", "-q"));
        Assert.Contains("time.csv : warning DC3226: ", line.Error, StringComparison.Ordinal);
        File.WriteAllText(line["time.csv.json"], "{}");
        Assert.Equal(ExitCode.BadInput,
            line.Run("plan", line["model.onnx"], "--method", "two-stage", "--latencies", line["time.csv"], "--dry-run"));
        Assert.Contains("error DC2122: ", line.Error, StringComparison.Ordinal);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("DC2120", "tables", "export", "M", "--importances", "T")]
    [InlineData("DC2121", "tables", "export", "M", "--latencies", "T")]
    [InlineData("DC2121", "tables", "export", "M", "--method", "layermerge", "--latencies", "T")]
    [InlineData("DC2104", "tables", "export", "M", "--method", "layermerge")]
    [InlineData("DC2102", "tables", "export", "M", "--method", "layermerge", "--latencies", "T", "--first-site", "nowhere")]
    [InlineData("DC2102", "tables", "unite", "M")]
    [InlineData("DC2101", "tables", "merge", "D")]
    [InlineData("DC2123", "tables", "merge", "D", "D")]
    [InlineData("DC2111", "tables", "list", "D")]
    [InlineData("DC2501", "tables", "list", "M")]
    [InlineData("DC2120", "plan", "M", "--importances", "M")]
    [InlineData("DC2111", "plan", "M", "--method", "two-stage", "--importances", "absent.csv")]
    public void SlipsAreOneLine(string code, params string[] args)
    {
        string[] tables = args[0] == "tables" && args[1] == "export" ? ["--tables", line["empty.db"]] : [];
        var exit = line.Run([.. args
            .Select(word => word switch { "M" => line["model.onnx"], "D" => line["t.db"], "T" => line["t.csv"], _ => word }), .. tables]);

        Assert.NotEqual(ExitCode.Done, exit);
        Assert.Contains($"error {code}: ", line.Error, StringComparison.Ordinal);
        Assert.Single(line.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), text =>
            text.Contains(" error ", StringComparison.Ordinal));
        Assert.False(File.Exists(line["t.csv"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void FilesAreUnitedAndListed()
    {
        Assert.Equal(ExitCode.Done, line.Run("profile", line["model.onnx"], "--method", "layermerge", "--tables", line["a.db"], "-q"));
        Assert.Equal(ExitCode.Done, line.Run("tables", "merge", line["all.db"], line["a.db"], "--json"));
        var source = line.Json.GetProperty("sources")[0];
        var rows = source.GetProperty("added").GetInt32();
        Assert.True(rows > 1);

        Assert.Equal(ExitCode.Done, line.Run("tables", "merge", line["all.db"], line["a.db"]));
        Assert.Contains($"written: {line["all.db"]}", line.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run("tables", "list", line["all.db"], "--json"));
        var group = Assert.Single(line.Json.GetProperty("latencies").EnumerateArray());
        Assert.Equal(("counter", rows), (group.GetProperty("device").GetString(), group.GetProperty("rows").GetInt32()));
        Assert.Equal(ExitCode.Done, line.Run("tables", "list", line["all.db"]));
        Assert.Contains($"{rows} latencies, 0 importances", line.Output, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void InspectSaysWhereSegmentsEndAndWhy()
    {
        Assert.Equal(ExitCode.Done, line.Run("inspect", line["model.onnx"], "--method", "layermerge", "--json"));
        var breaks = line.Json.GetProperty("chains").EnumerateArray()
            .SelectMany(chain => chain.GetProperty("breaks").EnumerateArray()).ToList();
        Assert.All(breaks, one => Assert.Equal("its stride would spread the kernels behind it", one.GetProperty("reason").GetString()));
        Assert.NotEmpty(breaks);

        Assert.Equal(ExitCode.Done, line.Run("inspect", line["model.onnx"], "--method", "layermerge"));
        Assert.Contains($"segments end at '{breaks[0].GetProperty("site")}': its stride", line.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run("inspect", line["model.onnx"]));
        Assert.DoesNotContain("segments end at", line.Output, StringComparison.Ordinal);
    }

    public void Dispose() => line.Dispose();

    private void WriteTable()
    {
        Assert.Equal(ExitCode.Done, line.Run("profile", line["model.onnx"], "--method", "two-stage", "--tables", line["tables.db"], "-q"));
        Assert.Equal(ExitCode.Done, line.Run(
            "tables", "export", line["model.onnx"], "--method", "two-stage", "--tables", line["tables.db"], "--latencies",
                line["time.csv"]));
    }
}

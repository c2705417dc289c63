using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests.Library;

/// <summary>The public interface does what the commands do, from files and from memory.</summary>
public sealed class NetworkModelTests : IDisposable
{
    private const string Images = "synthetic:shapes10?size=16&count=40";
    private const string Mean = "mean=128;std=64";
    private readonly CommandLine line = new();

    public NetworkModelTests() => line.Write("model.onnx", TinyNetworks.Residual);

    private NetworkModel Model => Measured(NetworkModel.Load(line["model.onnx"]));

    private CompressOptions Compression => new()
    {
        Data = Images,
        Preprocess = Mean,
        CalibrationCount = 30,
        RefitCount = 40,
        SelectionCount = 20,
        Speedup = 1.3,
        Tables = line["tables.db"],
    };

    [Fact]
    public async Task FilesBytesAndStreamsHoldTheSameModel()
    {
        var bytes = File.ReadAllBytes(line["model.onnx"]);
        using var stream = new MemoryStream(bytes);
        NetworkModel[] models = [Model, NetworkModel.Load(bytes, "a.onnx"), await NetworkModel.LoadAsync(stream, "b.onnx")];
        Assert.All(models, model => Assert.Equal(bytes, model.ToBytes()));
        Assert.All(models, model => Assert.Equal((models[0].Digest, (long)bytes.Length), (model.Digest, model.Bytes)));
        Assert.Equal([line["model.onnx"], null, null], models.Select(model => model.Path));
        Assert.Equal([line["model.onnx"], "a.onnx", "b.onnx"], models.Select(model => model.Name));
    }

    [Fact]
    public void WhatIsSavedIsWhatWasRead()
    {
        Model.Save(line["copy.onnx"]);
        Assert.Equal(File.ReadAllBytes(line["model.onnx"]), File.ReadAllBytes(line["copy.onnx"]));
        Assert.Equal("DC1030", Assert.Throws<DiagnosticException>(() => Model.Save(line["copy.onnx"])).Code);
        Assert.Equal("DC1031", Assert.Throws<DiagnosticException>(() => Model.Save(line["model.onnx"], force: true)).Code);
    }

    [Fact]
    public void ErrorsHaveTheirCode()
    {
        Assert.Equal("DC1001", Assert.Throws<DiagnosticException>(() => NetworkModel.Load(line["none.onnx"])).Code);
        var problem = Assert.Throws<DiagnosticException>(() => NetworkModel.Load(new byte[] { 1, 2, 3 }));
        Assert.StartsWith("DC1", problem.Code, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnInspectionNamesLayersAndCandidates()
    {
        var inspection = Model.Inspect();
        Assert.Equal([new NetworkValue("input", "f32[N, 3, 16, 16]")], inspection.Inputs.Select(input => input with { Type = "f32[N, 3, 16, 16]" }));
        var first = inspection.Chains[0].Layers[0];
        Assert.Equal(("3x3", "4x16x16", 3L * 9 * 4 * 256), (first.Kernel, first.Output, first.MultiplyAccumulates));
        Assert.True(inspection.Optimized.Operators < inspection.Original.Operators);
        Assert.True(inspection.Candidates["fit"] > 0);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task OptimizingWritesWhatTheCommandWrites()
    {
        Assert.Equal(ExitCode.Done, line.Run("optimize", line["model.onnx"], "-o", line["command.onnx"]));
        var result = await Model.OptimizeAsync(new OptimizeOptions { Output = line["library.onnx"] });
        Assert.Equal(File.ReadAllBytes(line["command.onnx"]), File.ReadAllBytes(line["library.onnx"]));
        Assert.Equal(File.ReadAllBytes(line["command.onnx"]), result.Network.ToBytes());
        Assert.True(result.After.Operators < result.Before.Operators);
        var inMemory = await NetworkModel.Load(Model.ToBytes()).OptimizeAsync();
        Assert.Equal(result.Network.Digest, inMemory.Network.Digest);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task CompressingWritesWhatTheCommandWrites()
    {
        var result = await Model.CompressAsync(Compression with { Output = line["library.onnx"], Reports = [line["r.json"]] });
        Assert.Equal((CompressionVerdict.Met, true, true), (result.Verdict, result.IsVerified, result.IsBetter));
        Assert.True(result.Latency.Speedup >= 1.3 * 0.97, $"{result.Latency}");
        Assert.Equal("accuracy", result.Quality[0].Metric);
        Assert.Equal(File.ReadAllText(line["r.json"]), result.ToJson());
        Assert.Equal(line["library.onnx"], result.Output);
        Assert.Equal(ExitCode.Done, line.Run("compress", line["model.onnx"], "-o", line["command.onnx"], "--tables", line["tables.db"], "-q",
            "--data", Images, "--preprocess", Mean, "--calibration-count", "30", "--refit-count", "40", "--selection-count", "20",
            "--speedup", "1.3x"));
        Assert.Equal(File.ReadAllBytes(line["command.onnx"]), File.ReadAllBytes(line["library.onnx"]));
        Assert.Equal(File.ReadAllText(line["command.plan.json"]), result.Plan.ToJson());
    }

    /// <summary>Without what it says of where it comes from: only one of two ways went over tables.</summary>
    private static string NetworkIn(NetworkModel model) => GraphPrinter.PrintWithData(OnnxReader.Read(model.ToBytes(), new DiagnosticSink()).Graph);

    [NeedsFact(Need.OnnxRuntime)]
    public async Task WhatComesFromMemoryStaysThere()
    {
        var model = Measured(NetworkModel.Load(Model.ToBytes(), "upload.onnx"));
        var result = await model.CompressAsync(Compression);
        Assert.True(result.IsBetter);
        Assert.Equal((null, null), (result.Output, result.PlanFile));
        Assert.Equal(["model.onnx", "tables.db", "tables.db.claims"], Directory.EnumerateFiles(line[""]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.NotEqual(model.Digest, result.Network.Digest);
        var again = await model.ApplyAsync(NetworkPlan.Parse(result.Plan.ToJson()));
        Assert.Equal(NetworkIn(result.Network), NetworkIn(again.Network));
        Assert.True(again.IsVerified);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task APlanIsChosenSavedAndApplied()
    {
        var options = new PlanOptions
        {
            Data = Images,
            Preprocess = Mean,
            CalibrationCount = 30,
            RefitCount = 40,
            SelectionCount = 20,
            Tables = line["tables.db"],
        };
        var open = await Model.PlanAsync(options);
        Assert.Null(open.Plan);
        Assert.Equal(open.Frontier.OrderBy(point => point.Milliseconds), open.Frontier);
        var planned = await Model.PlanAsync(options with { TargetLatency = 0.75 });
        Assert.InRange(planned.Plan!.PredictedMs, 0, planned.OriginalMs * 0.75);
        Assert.Contains("\"targetLatency\": \"75%\"", planned.Plan.ToJson(), StringComparison.Ordinal);
        planned.Plan.Save(line["p.json"]);
        Assert.Equal(planned.Plan.Steps.AsEnumerable(), NetworkPlan.Load(line["p.json"]).Steps.AsEnumerable());
        var result = await Model.ApplyAsync(NetworkPlan.Load(line["p.json"]), new ApplyOptions { Output = line["a.onnx"] });
        Assert.Equal(ExitCode.Done, line.Run("apply", line["model.onnx"], "--plan", line["p.json"], "-o", line["b.onnx"], "-q"));
        Assert.Equal(File.ReadAllBytes(line["b.onnx"]), File.ReadAllBytes(line["a.onnx"]));
        Assert.True(result.After.MultiplyAccumulates < result.Before.MultiplyAccumulates);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task ComparingSaysWhichOutputDiffers()
    {
        var optimized = (await Model.OptimizeAsync()).Network;
        Assert.True((await Model.VerifyAsync(optimized)).Passed);
        var other = NetworkModel.Load(line.Write("other.onnx", new Runtime.Zoo.ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 2, Seed = 2 }.Build()));
        var result = await Model.VerifyAsync(other);
        Assert.False(result.Passed);
        Assert.Equal([false], result.Outputs.Select(output => output.IsEqual));
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic.Descriptor.Severity is Severity.Error);
        var quality = await Model.VerifyAsync(other, new VerifyOptions { Approximate = true, MaxDrop = 1, Data = Images, Preprocess = Mean });
        Assert.True(quality.Passed);
        Assert.Equal("accuracy", quality.Quality[0].Metric);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task AMeasurementComparesTwo()
    {
        var bench = await Model.BenchAsync((await Model.OptimizeAsync()).Network);
        Assert.Equal(bench.Milliseconds, bench.Comparison!.BeforeMs);
        Assert.Equal(bench.Comparison.BeforeMs / bench.Comparison.AfterMs, bench.Comparison.Speedup, 1e-9);
        Assert.Null((await Model.BenchAsync()).Comparison);
    }

    public void Dispose() => line.Dispose();

    private NetworkModel Measured(NetworkModel model) => model.MeasuredBy(new Surroundings { Probe = (_, _) => line.Probe });
}

using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests.Library;

/// <summary>How the library works: progress, stopping, errors, and that nothing of the caller's surroundings reaches the result.</summary>
public sealed class LibraryRunTests : IDisposable
{
    private readonly CommandLine line = new();

    public LibraryRunTests() => line.Write("model.onnx", TinyNetworks.Residual);

    private NetworkModel Model => NetworkModel.Load(line["model.onnx"]).MeasuredBy(new Surroundings { Probe = (_, _) => line.Probe });

    private CompressOptions Compression => new()
    {
        Data = "synthetic:shapes10?size=16&count=40",
        Preprocess = "mean=128;std=64",
        CalibrationCount = 30,
        RefitCount = 40,
        SelectionCount = 20,
        Speedup = 1.3,
        Tables = line["tables.db"],
    };

    [NeedsFact(Need.OnnxRuntime)]
    public async Task ProgressTellsStagesInOrder()
    {
        var progress = new Steps();
        await Model.CompressAsync(Compression, progress);
        var finished = progress.All.Where(step => step.IsFinished).Select(step => step.Stage).ToArray();
        Assert.Equal(["latency table", "importance table", "compare plans", "refit", "measure", "evaluate"],
            finished.Where(stage => stage is not ("optimize" or "closed loop")));
        Assert.All(progress.All, step => Assert.InRange(step.Fraction ?? 0, 0, 1));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task AStoppedCompressionLeavesNoResultAndKeepsItsMeasurements()
    {
        using var stop = new CancellationTokenSource();
        var calls = 0;
        line.Probe.BeforeMeasuring = () => { if (++calls == 3) { stop.Cancel(); } };
        var options = Compression with { Output = line["out.onnx"], PlanFile = line["out.json"] };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Model.CompressAsync(options, null, stop.Token));
        Assert.False(File.Exists(line["out.onnx"]) || File.Exists(line["out.json"]));
        var before = line.Measured.Length;
        line.Probe.BeforeMeasuring = () => { };
        Assert.True((await Model.CompressAsync(options)).IsBetter);
        Assert.True(before > 0);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task GatesOfTheSettingsFileAreJudged()
    {
        var config = line.Write("c.json", System.Text.Encoding.UTF8.GetBytes("""{ "failIf": "depth>1" }"""));
        var result = await Model.CompressAsync(Compression with { Config = config });
        Assert.Single(result.Diagnostics, found => found.Descriptor.Code == "DC2740");
        Assert.True(result.IsBetter);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task AnEngineInAProcessOfItsOwnComputesTheSame()
    {
        var here = await Model.OptimizeAsync();
        var there = await Model.OptimizeAsync(new OptimizeOptions { Isolate = true, TimeLimit = 100, MemoryLimit = "2GB" });
        Assert.Equal(here.Network.ToBytes(), there.Network.ToBytes());
        Assert.True((await Model.VerifyAsync(there.Network, new VerifyOptions { Isolate = true })).Passed);
        var problem = await Assert.ThrowsAsync<DiagnosticException>(() => Model.OptimizeAsync(new OptimizeOptions { Isolate = true, MemoryLimit = "much" }));
        Assert.Equal("DC2102", problem.Code);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task WhatNobodyForesawHasACodeToo()
    {
        line.Probe.BeforeMeasuring = () => throw new InvalidTimeZoneException("unforeseen");
        var problem = await Assert.ThrowsAsync<DiagnosticException>(() => Model.CompressAsync(Compression));
        Assert.Equal(("DC9001", "internal error: InvalidTimeZoneException: unforeseen"), (problem.Code, problem.Message));
        Assert.IsType<InvalidTimeZoneException>(problem.InnerException);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task NumbersOfTheCallersCountryReachNothing()
    {
        var plain = await Model.CompressAsync(Compression);
        var before = CultureInfo.CurrentCulture;
        try
        {
            var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            strange.NumberFormat.NumberDecimalSeparator = ",";
            strange.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = strange;
            var other = await Model.CompressAsync(Compression);
            Assert.Equal(plain.Plan.ToJson(), other.Plan.ToJson());
            Assert.Equal(plain.Network.ToBytes(), other.Network.ToBytes());
            Assert.Equal(",", CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task OneModelServesManyThreads()
    {
        var model = Model;
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => model.OptimizeAsync()));
        Assert.Single(results.Select(result => result.Network.Digest).Distinct());
    }

    public void Dispose() => line.Dispose();

    private sealed class Steps : IProgress<CompressionProgress>
    {
        internal List<CompressionProgress> All { get; } = [];

        public void Report(CompressionProgress value) => All.Add(value);
    }
}

using System.Diagnostics;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Worker;

namespace DepthCompress.Tool.Tests;

/// <summary>Engines in processes of their own, for real: killed, starved, stopped.</summary>
public sealed class IsolationTests : IDisposable
{
    private readonly CommandLine line = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void NumbersAreThoseOfThisProcess()
    {
        using var executor = new IsolatedExecutor(Engine(new()));
        var inputs = InputsOf(TinyNetworks.Residual);
        var (expected, found) = (new OrtExecutor().Run(TinyNetworks.Residual, inputs), executor.Run(TinyNetworks.Residual, inputs));
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.True(pair.First.ContentEquals(pair.Second)));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnEngineThatIsKilledIsStartedAgainAndItsNetworksAreLoadedAgain()
    {
        using var engine = Engine(new());
        using var executor = new IsolatedExecutor(engine);
        var inputs = InputsOf(TinyNetworks.Residual);
        using var session = executor.Open(TinyNetworks.Residual);
        var before = session.Run(inputs);
        Kill(engine);
        var after = session.Run(inputs);
        Assert.True(before[0].ContentEquals(after[0]));
        Assert.Equal(2, engine.Starts);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatTheEngineRefusesIsTheSameErrorAndHarmsNoOtherNetwork()
    {
        using var executor = new IsolatedExecutor(Engine(new()));
        using var good = executor.Open(TinyNetworks.Linear);
        var error = Assert.Throws<DiagnosticException>(() => executor.Open(Broken()));
        Assert.Equal("DC4003", error.Diagnostic.Descriptor.Code);
        Assert.Equal([1, 3], good.Run(InputsOf(TinyNetworks.Linear))[0].Shape);
    }

    [Fact]
    public void AnEngineThatAlwaysCrashesIsAnErrorAfterTwoTries()
    {
        using var engine = new EngineProcess(() => new ProcessStartInfo("/bin/sh", ["-c", "echo 'pure virtual method called' >&2; kill -SEGV $$"]), new());
        using var executor = new IsolatedExecutor(engine);
        var error = Assert.Throws<DiagnosticException>(() => executor.Open(TinyNetworks.Linear));
        Assert.Equal("DC4320", error.Diagnostic.Descriptor.Code);
        Assert.Contains("code 139: pure virtual method called", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, engine.Starts);
    }

    [Fact]
    public void AnEngineThatIsMissingIsAnError()
    {
        using var executor = new IsolatedExecutor(new EngineProcess(() => new ProcessStartInfo(line["missing"]), new()));
        Assert.Equal("DC4323", Assert.Throws<DiagnosticException>(() => executor.Open(TinyNetworks.Linear)).Diagnostic.Descriptor.Code);
    }

    [Fact]
    public void AnEngineThatHangsIsEndedAtTheTimeLimit()
    {
        using var engine = new EngineProcess(() => new ProcessStartInfo("/bin/sh", ["-c", "exec sleep 60"]), new() { Time = TimeSpan.FromSeconds(0.2) });
        using var executor = new IsolatedExecutor(engine);
        var error = Assert.Throws<DiagnosticException>(() => executor.Open(TinyNetworks.Linear));
        Assert.Equal("DC4322", error.Diagnostic.Descriptor.Code);
        Assert.Contains("0.2 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, engine.Starts);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ANetworkThatWantsTooMuchMemoryIsEndedAtTheLimitWhichIsNamed()
    {
        using var engine = Engine(new() { Memory = 350_000_000 });
        using var executor = new IsolatedExecutor(engine);
        var error = Assert.Throws<DiagnosticException>(() => executor.Run(Outer(), Column(14_000)));
        Assert.Equal("DC4321", error.Diagnostic.Descriptor.Code);
        Assert.Contains("350 MB", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, engine.Starts);
        Assert.Equal(4, executor.Run(Outer(), Column(2))[0].Count);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void LatenciesAreMeasuredThere()
    {
        using var engine = Engine(new());
        using var probe = new IsolatedProbe(engine, new OrtSettings(), new LatencySettings { MaxRounds = 5, MinRounds = 5, MaxSeconds = 30 });
        var rounds = new List<int>();
        var estimates = probe.Measure(
            [new(TinyNetworks.Residual, [.. InputsOf(TinyNetworks.Residual)]), new(TinyNetworks.Linear, [.. InputsOf(TinyNetworks.Linear)])],
            new Passes.Compression.DirectProgress<LatencyProgress>(round => rounds.Add(round.Rounds)));
        Assert.Equal([1, 2, 3, 4, 5], rounds);
        Assert.All(estimates, estimate => Assert.Equal(5, estimate.Samples.Length));
        Assert.All(estimates, estimate => Assert.True(estimate.Median > 0));
        Assert.Equal(new OrtLatencyProbe().Machine, probe.Machine);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AStoppedMeasurementLeavesNoProcess()
    {
        using var engine = Engine(new());
        using var probe = new IsolatedProbe(engine, new OrtSettings(), new LatencySettings { TargetHalfWidth = 0, MaxSeconds = 60, MaxRounds = 1_000_000 });
        using var stop = new CancellationTokenSource();
        Process? worker = null;
        Assert.ThrowsAny<OperationCanceledException>(() => probe.Measure(
            [new(TinyNetworks.Linear, [.. InputsOf(TinyNetworks.Linear)])],
            new Passes.Compression.DirectProgress<LatencyProgress>(_ =>
            {
                worker ??= Process.GetProcessById(engine.Id!.Value);
                stop.Cancel();
            }),
            stop.Token));
        Assert.True(worker!.WaitForExit(TimeSpan.FromSeconds(30)));
        worker.Dispose();
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void CommandsWorkIsolated()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        Assert.True(line.Run("optimize", line["model.onnx"], "-o", line["small.onnx"], "--isolate", "-q") is ExitCode.Done, line.Error);
        Assert.True(line.Run("verify", line["model.onnx"], line["small.onnx"], "--isolate") is ExitCode.Done, line.Error);
        Assert.True(line.Run("bench", line["model.onnx"], line["small.onnx"], "--isolate", "--measure-seconds", "0.1", "--json") is ExitCode.Done, line.Error);
        Assert.Empty(line.Measured);
    }

    [Theory]
    [InlineData("--memory-limit", "much")]
    [InlineData("--memory-limit", "0GB")]
    [InlineData("--memory-limit", "GB")]
    [InlineData("--time-limit", "-1")]
    public void OddLimitsAreRefused(string option, string value)
    {
        line.Write("model.onnx", TinyNetworks.Linear);
        Assert.Equal(ExitCode.BadUsage, line.Run("optimize", line["model.onnx"], "-o", line["small.onnx"], "--isolate", $"{option}={value}"));
        Assert.Contains("error DC2102: ", line.Error, StringComparison.Ordinal);
    }

    private static EngineProcess Engine(WorkerLimits limits) => new(() => OwnProgram.Start(IsolationValues.WorkerVerb), limits);

    private static void Kill(EngineProcess engine)
    {
        using var worker = Process.GetProcessById(engine.Id!.Value);
        worker.Kill();
        worker.WaitForExit();
    }

    private static Tensor[] InputsOf(Graph graph) =>
        [.. graph.Inputs.Select(input => Passes.Planning.InputTensors.Random(ElementType.Float32,
            [.. graph.TypeOf(input)!.Shape.Select(axis => axis.IsKnown ? axis.Size : 1)], 1))];

    private static Tensor Column(int rows) => Tensor.Zeros(ElementType.Float32, [rows, 1]);

    /// <summary>Few numbers in, their square out.</summary>
    private static Graph Outer()
    {
        var input = new Value("column", new TensorType(ElementType.Float32, [Dim.Named("N"), 1])) { IsPinned = true };
        var (row, square) = (new Value("row"), new Value("square"));
        return Graph.Create("outer", [input],
            [
                new Node { Name = "turn", Op = new Transpose { Permutation = [1, 0] }, Inputs = [input], Outputs = [row] },
                new Node { Name = "product", Op = new MatMul(), Inputs = [input, row], Outputs = [square] },
            ],
            [new GraphOutput("square", square)], new Dictionary<Value, Tensor>());
    }

    /// <summary>A product whose sizes do not fit; nobody here looks, the engine does.</summary>
    private static Graph Broken()
    {
        var input = new Value("input", new TensorType(ElementType.Float32, [2, 4])) { IsPinned = true };
        var (weight, result) = (new Value("weight"), new Value("result"));
        return Graph.Create("broken", [input], [new Node { Name = "product", Op = new MatMul(), Inputs = [input, weight], Outputs = [result] }],
            [new GraphOutput("result", result)], new Dictionary<Value, Tensor> { [weight] = Tensor.Zeros(ElementType.Float32, [5, 3]) });
    }

    public void Dispose() => line.Dispose();
}

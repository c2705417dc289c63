using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Worker;

namespace DepthCompress.Tool.Tests;

/// <summary>Worker processes, for real: started, killed, stopped.</summary>
public sealed class ImportanceWorkersTests : IDisposable
{
    private readonly CommandLine line = new();
    private readonly List<WorkerProcess> started = [];
    private readonly Lock access = new();
    private readonly ImmutableArray<WorkerPlace> places = WorkerPlace.Divide(2, CoreAffinity.Available, Environment.ProcessorCount, []);
    private readonly Session session = new(TextWriter.Null, TextWriter.Null, new Surroundings());

    public ImportanceWorkersTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void AKilledWorkerCostsItsRowWhichIsTriedAgainAndRowsAreTheSameToTheBit()
    {
        using var alone = Open("alone.db");
        ImmutableArray<Candidate> some = [.. alone.Candidates[..3]];
        var expected = SourceOf(alone).Run(some);

        using var workflow = Open("t.db");
        var killed = 0;
        var rows = Workers(workflow, 2, what =>
        {
            if (what.Contains("step", StringComparison.Ordinal) && !what.Contains("unchanged", StringComparison.Ordinal) && Interlocked.Exchange(ref killed, 1) == 0)
            {
                started[0].Kill();
            }
        }).Run(some, progress);

        Assert.Equal(3, started.Count);
        Assert.All(some, candidate => Assert.Equal(expected[candidate].Change, rows[candidate].Change));
        Assert.All(some, candidate => Assert.Equal(rows[candidate].Change, workflow.Store.Find(rows[candidate].Key)!.Change));
        var again = Assert.Single(rows.Values, row => row.Training!.Attempts == 2);
        Assert.Equal("the worker process ended with code 137; tried again in another", again.Training!.Retried);
    }

    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void ARowThatKillsItsWorkersIsRecordedAndTheOthersGoOn()
    {
        // So long that the row is not done before the worker is dead, however busy the machine is.
        steps = 1000;
        using var workflow = Open("t.db");
        var (bad, good) = (workflow.Candidates[0], workflow.Candidates[1]);
        var name = CandidateText.Of(workflow.Chains[0], bad);
        var rows = Workers(workflow, 1, what =>
        {
            if (what.StartsWith(name + ": step", StringComparison.Ordinal))
            {
                started[^1].Kill();
            }
        }).Run([bad, good], progress);

        Assert.Equal(("the worker process ended with code 137", null), (rows[bad].Failure, rows[good].Failure));
        Assert.Equal(3, started.Count);
    }

    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void AStoppedRunLeavesNoProcessAndKeepsItsRows()
    {
        using var workflow = Open("t.db");
        using var stop = new CancellationTokenSource();
        var source = Workers(workflow, 2, what =>
        {
            if (what == CandidateText.Of(workflow.Chains[0], workflow.Candidates[2]))
            {
                stop.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => source.Run(workflow.Candidates, progress, stop.Token));
        Assert.NotEmpty(started);
        Assert.All(started, worker => Assert.Throws<System.InvalidOperationException>(() => worker.Id));
        var kept = workflow.Candidates.Count(candidate => source.Find(candidate) is not null);
        Assert.InRange(kept, 1, workflow.Candidates.Length - 1);
    }

    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void TheCommandDealsRowsToProcesses()
    {
        string[] command = ["importance", line["model.onnx"], "--tables", line["t.db"], "--data", "synthetic:shapes10?size=16&count=60", "--preprocess",
            "mean=128;std=64", "--calibration-count", "20", "--refit-count", "20", "--selection-count", "10", "--method", "two-stage", "--metric", "loss",
            "--importance", "finetune", "--importance-steps", "2", "--workers", "2", "--json", "-q"];
        using var whole = ToolProcess.Start(command);
        Assert.True(whole.Wait() is ExitCode.Done, whole.Error);
        var rows = System.Text.Json.JsonDocument.Parse(whole.Output).RootElement.GetProperty("candidates").EnumerateArray().ToArray();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Null(row.GetProperty("failure").GetString()));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void CandidatesThatAreNotTrainedCanBeDealtToo()
    {
        var settings = SettingsFor("t.db") with { Importance = null, Method = "fit", Kernels = [3], LongestSegment = 3 };
        using var workflow = new Workflow(line["model.onnx"], settings, session);
        var here = new ImportanceEstimator(workflow.Executor, NoTables.Instance, workflow.ImportanceRequest);
        var there = new ImportanceEstimator(workflow.Executor, workflow.Store, workflow.ImportanceRequest);
        ImmutableArray<Candidate> some = [.. here.Pieces(workflow.Candidates)[..3].SelectMany(piece => piece)];
        var expected = here.Run(some);
        var rows = new ImportanceWorkers(there, workflow.Store, workflow.Chains, 2,
            worker => WorkerProcess.Start(line["model.onnx"], settings with { Importance = new() }, places[worker], null)).Run(some);
        Assert.All(some, candidate => Assert.Equal(expected[candidate].Change, rows[candidate].Change, 1e-3 * Math.Abs(expected[candidate].Change)));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatNoWorkerCanDoIsForwarded()
    {
        using var worker = WorkerProcess.Start(line["missing.onnx"], SettingsFor("t.db"), places[0], null);
        var error = Assert.Throws<DiagnosticException>(() => worker.Find(["x"], _ => { }));
        Assert.StartsWith("DC10", error.Diagnostic.Descriptor.Code, StringComparison.Ordinal);
    }

    [Fact]
    public void TheProgramFindsItself()
    {
        var folder = Directory.CreateDirectory(line["tool"]).FullName;
        var library = line.Write(Path.Combine("tool", "depthcompress.dll"), []);
        Assert.Equal(("/opt/depthcompress", []), OwnProgram.Find("/opt/depthcompress", folder, null), new Starts());
        Assert.Equal(("/usr/bin/dotnet", [library]), OwnProgram.Find("/usr/bin/dotnet", folder, "/other/dotnet"), new Starts());
        Assert.Equal(("/other/dotnet", [library]), OwnProgram.Find("/usr/bin/testhost", folder, "/other/dotnet"), new Starts());
        Assert.Equal(("dotnet", [library]), OwnProgram.Find(null, folder, null), new Starts());
        Assert.Equal("DC3241", Assert.Throws<DiagnosticException>(() => OwnProgram.Find(null, line["."], null)).Diagnostic.Descriptor.Code);
    }

    private DirectProgress<RunProgress> progress = new(_ => { });
    private int steps = 4;

    private Settings SettingsFor(string tables) => new Settings
    {
        Data = "synthetic:shapes10?size=16&count=60",
        Preprocess = "mean=128;std=64",
        CalibrationCount = 20,
        RefitCount = 20,
        SelectionCount = 20,
        Metric = "loss",
        Method = "layermerge",
        Tables = line[tables],
        Importance = new() { By = "finetune", Steps = steps, Batch = 16, Threads = 1 },
    }.Over(Settings.Defaults);

    private Workflow Open(string tables) => new(line["model.onnx"], SettingsFor(tables), session);

    private IImportanceSource SourceOf(Workflow workflow) => new ImportanceSources(workflow, SettingsFor("t.db"), session).Of(workflow.ImportanceRequest);

    /// <summary>Workers on the table of a workflow, and a listener that may do something to them.</summary>
    private ImportanceWorkers Workers(Workflow workflow, int count, Action<string> listener)
    {
        progress = new(row => listener(row.What));
        return new ImportanceWorkers(SourceOf(workflow), workflow.Store, workflow.Chains, count, worker =>
        {
            lock (access)
            {
                started.Add(WorkerProcess.Start(line["model.onnx"], SettingsFor("t.db"), places[worker], null));
                return started[^1];
            }
        });
    }

    public void Dispose() => line.Dispose();

    private sealed class Starts : IEqualityComparer<(string File, ImmutableArray<string> Words)>
    {
        public bool Equals((string File, ImmutableArray<string> Words) x, (string File, ImmutableArray<string> Words) y) =>
            x.File == y.File && x.Words.SequenceEqual(y.Words);

        public int GetHashCode((string File, ImmutableArray<string> Words) obj) => obj.File.GetHashCode(StringComparison.Ordinal);
    }
}

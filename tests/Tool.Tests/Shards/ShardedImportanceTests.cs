using System.Text.Json;
using DepthCompress.Runtime.Tables;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Tool.Tests.Shards;

/// <summary>A table found by tasks that somebody else starts: equal to one found here, whatever happens to the tasks.</summary>
public sealed class ShardedImportanceTests : IDisposable
{
    private readonly CommandLine line = new();
    private readonly FakeSlurm slurm;

    public ShardedImportanceTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        slurm = new(line["slurm"]);
        line.Programs = slurm.Programs;
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheTableOfTasksIsThatOfOneProcessAlthoughOneTaskWasPreempted()
    {
        slurm.Fail(2, "PREEMPTED");
        var done = Run("there.db", "--executor", "slurm", "--tasks", "3", "--job", line["job"], "--wait", "--json");
        Assert.True(done is ExitCode.Done, line.Error);
        var there = RowsOf(line.Json);
        Assert.Equal(ExitCode.Done, Run("here.db", "--json"));
        Assert.NotEmpty(there);
        Assert.Equal(RowsOf(line.Json), there);

        var arrays = slurm.CallsOf("sbatch").SelectMany(call => call.Split(' '))
            .Where(word => word.StartsWith("--array=", StringComparison.Ordinal));
        Assert.Equal(["--array=1-3", "--array=2"], arrays);
        int[] rows = [.. Enumerable.Range(1, 3).Select(shard => CountOf(new ShardFolder(line["job"]).TablesOf(shard)))];
        Assert.Equal(there.Length, rows.Sum());
        Assert.DoesNotContain(0, rows);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatWasSubmittedIsCollectedLater()
    {
        slurm.Hold();
        Assert.Equal(ExitCode.Done, Run("t.db", "--executor", "slurm", "--tasks", "2"));
        Assert.StartsWith("job 101 of Slurm: 0 of 2 tasks finished, 2 running", line.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Run("t.db", "--executor", "slurm", "--tasks", "2"));
        Assert.Single(slurm.CallsOf("sbatch"));

        Assert.Equal(ExitCode.EnvironmentLacks, Run("t.db", "--collect"));
        Assert.Contains("DC4355: 2 of 2 tasks are not finished: 0 of 2 tasks finished, 2 running", line.Error, StringComparison.Ordinal);
        slurm.Programs.Run("scancel", "101");
        slurm.Release();
        Assert.True(Run("t.db", "--executor", "slurm", "--wait") is ExitCode.Done, line.Error);
        Assert.Equal(ExitCode.Done, Run("t.db", "--collect"));
        Assert.Contains("candidates in", line.Output, StringComparison.Ordinal);
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(false)]
    [InlineData(true)]
    public void AStoppedWaitCancelsTheJobAndSaysHowToGoOn(bool isRefused)
    {
        slurm.Hold();
        if (isRefused)
        {
            slurm.RefuseCancel();
        }

        using var watch = new Timer(_ =>
        {
            if (slurm.HasCalls("squeue"))
            {
                line.Stop.Cancel();
            }
        }, null, 100, 100);
        var stopped = Run("t.db", "--executor", "slurm", "--tasks", "2", "--job", line["job"], "--wait");
        Assert.Equal(ExitCode.Interrupted, stopped);
        Assert.Equal(["scancel 101"], slurm.CallsOf("scancel"));
        Assert.Equal(!isRefused, line.Error.Contains("DC4357: job 101 was canceled; 0 of", StringComparison.Ordinal));
        Assert.Equal(!isRefused, line.Error.Contains("the same command goes on with the rest", StringComparison.Ordinal));
        Assert.Equal(isRefused, line.Error.Contains(
            "DC4372: job 101 could not be canceled, Slurm says: scancel: error: Kill job error on job id 101", StringComparison.Ordinal));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ATaskThatFailsForGoodIsNamedWithTheEndOfItsLogAndTheRestIsKept()
    {
        slurm.Fail(1, "OUT_OF_MEMORY");
        Assert.Equal(
            ExitCode.EnvironmentLacks,
            Run("t.db", "--executor", "slurm", "--tasks", "2", "--task-attempts", "1", "--job", line["job"], "--wait"));
        Assert.Contains(
            "DC4354: 1 of 2 tasks failed for good; task 1: Slurm says OUT_OF_MEMORY; its log ends: the machine says: OUT_OF_MEMORY",
            line.Error, StringComparison.Ordinal);
        Assert.Equal(new ShardFolder(line["job"]).Read().Shards[1].Length, CountOf(line["t.db"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ATaskThatRunsOutOfTimeBehindARowGoesOnAndThatIsNoFailure()
    {
        slurm.Hold();
        Assert.Equal(ExitCode.Done, Run("t.db", "--executor", "slurm", "--tasks", "1", "--job", line["job"]));
        slurm.Programs.Run("scancel", "101");
        slurm.Release();
        var folder = new ShardFolder(line["job"]);
        folder.Save(1, new("an earlier try", "node1", ShardStatus.Running, 1, ToolVersion.Text, "", DateTimeOffset.UnixEpoch));
        File.WriteAllText(Path.Combine(slurm.Folder, "101.1"), "RUNNING");
        var (asked, isOver) = (slurm.CallsOf("squeue").Length, 0);
        using var watch = new Timer(_ =>
        {
            // The first two look at what is at work already, or a few more where nobody answers in time; those that wait come behind.
            if (slurm.CallsOf("squeue").Length > asked + 6 && Interlocked.Exchange(ref isOver, 1) == 0)
            {
                // Whoever asks just then must not find half of it.
                File.WriteAllText(Path.Combine(slurm.Folder, "next"), "TIMEOUT");
                File.Move(Path.Combine(slurm.Folder, "next"), Path.Combine(slurm.Folder, "101.1"), overwrite: true);
            }
        }, null, 50, 50);
        var done = Run("t.db", "--executor", "slurm", "--tasks", "1", "--task-attempts", "1", "--job", line["job"], "--wait");
        Assert.True(done is ExitCode.Done, line.Error);
        Assert.True(line.Error.Contains("task 1 is run again: Slurm says TIMEOUT", StringComparison.Ordinal), line.Error);
        Assert.Equal(2, slurm.CallsOf("sbatch").Length);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AControllerThatDoesNotAnswerForAWhileIsWaitedFor()
    {
        slurm.Busy(4);
        var done = Run("t.db", "--executor", "slurm", "--tasks", "2", "--job", line["job"], "--wait");
        Assert.True(done is ExitCode.Done, line.Error);
        Assert.Equal(0, slurm.BusyCalls);
        Assert.Single(slurm.CallsOf("sbatch"));
        Assert.DoesNotContain("is run again", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void NothingIsSubmittedWhileNobodySaysWhatIsAtWork()
    {
        slurm.Hold();
        Assert.Equal(ExitCode.Done, Run("t.db", "--executor", "slurm", "--tasks", "2", "--job", line["job"]));
        slurm.Busy(3);
        Assert.Equal(ExitCode.EnvironmentLacks, Run("t.db", "--executor", "slurm", "--tasks", "2", "--job", line["job"]));
        Assert.Contains("DC4370: Slurm does not say which tasks are at work: slurm_load_jobs error", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.EnvironmentLacks, Run("t.db", "--collect", "--job", line["job"]));
        Assert.Contains("2 of 2 tasks are not finished: 0 of 2 tasks finished; Slurm does not answer", line.Error, StringComparison.Ordinal);
        Assert.Single(slurm.CallsOf("sbatch"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatCannotBeSubmittedIsSaid()
    {
        slurm.Refuse("sbatch: error: invalid partition specified: nowhere");
        Assert.Equal(ExitCode.EnvironmentLacks, Run("t.db", "--executor", "slurm", "--partition", "nowhere"));
        Assert.Contains("DC4353: sbatch refuses the job: sbatch: error: invalid partition", line.Error, StringComparison.Ordinal);
        line.Programs = new([]);
        Assert.Equal(ExitCode.EnvironmentLacks, Run("t.db", "--executor", "slurm"));
        Assert.Contains("DC4350: 'sbatch' is not found", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, Run("t.db", "--executor", "slurm", "--workers", "2"));
        Assert.Equal(ExitCode.BadUsage, Run("t.db", "--executor", "moon"));
        Assert.Equal(ExitCode.BadUsage, Run("t.db", "--executor", "slurm", "--task-time", "soon"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AFolderServesOneJobOfOneModel()
    {
        Assert.Equal(ExitCode.BadInput, Run("t.db", "--collect"));
        Assert.Contains("DC2750", line.Error, StringComparison.Ordinal);
        slurm.Hold();
        Assert.Equal(ExitCode.Done, Run("t.db", "--executor", "slurm", "--job", line["job"]));
        slurm.Programs.Run("scancel", "101");
        Assert.Equal(ExitCode.BadInput, Run("t.db", "--executor", "slurm", "--job", line["job"], "--seed", "5"));
        Assert.Contains("DC2751", line.Error, StringComparison.Ordinal);
        line.Write("model.onnx", new ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 1 }.Build());
        Assert.Equal(ExitCode.BadInput, Run("t.db", "--collect", "--job", line["job"]));
        Assert.Contains("DC2752: the model is not the one that was submitted", line.Error, StringComparison.Ordinal);
        File.WriteAllText(new ShardFolder(line["job"]).ManifestFile, "{");
        Assert.Equal(ExitCode.BadInput, Run("t.db", "--collect", "--job", line["job"]));
        Assert.Contains("DC2755", line.Error, StringComparison.Ordinal);
    }

    private static string[] RowsOf(JsonElement json) => [.. json.GetProperty("candidates").EnumerateArray()
        .Select(row => $"{row.GetProperty("candidate")} {row.GetProperty("change")} {row.GetProperty("failure")}").Order(StringComparer.Ordinal)];

    private static int CountOf(string tables) => TableSummary.Read(tables).Importances.Sum(group => group.Rows);

    private ExitCode Run(string tables, params string[] more) => line.Run([.. Words(tables), .. more]);

    private string[] Words(string tables) =>
        ["importance", line["model.onnx"], "--tables", line[tables], "--calibration-count", "8", "--refit-count", "8",
            "--selection-count", "8", "--metric", "fit-error", "--kernels", "3", "--longest-segment", "2", "--families", "identity,fit", "-q"];

    public void Dispose() => line.Dispose();
}

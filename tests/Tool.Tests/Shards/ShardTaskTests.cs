using DepthCompress.Runtime.Tables;

namespace DepthCompress.Tool.Tests.Shards;

/// <summary>One task, in this process: what an earlier try found is not found again, and who lost its shard stops.</summary>
public sealed class ShardTaskTests : IDisposable
{
    private readonly CommandLine line = new();
    private readonly ShardFolder folder;

    public ShardTaskTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        folder = new(line["job"]);
        var slurm = new FakeSlurm(line["slurm"]);
        slurm.Hold();
        line.Programs = slurm.Programs;
        if (Needs.WhyNot(Need.OnnxRuntime) is null)
        {
            Assert.Equal(ExitCode.Done, line.Run("importance", line["model.onnx"], "--tables", line["t.db"], "--calibration-count", "8",
                "--refit-count", "8", "--selection-count", "8", "--metric", "fit-error", "--kernels", "3", "--longest-segment", "2",
                "--families", "identity,fit", "-q", "--executor", "slurm", "--tasks", "2", "--job", folder.Path));
            slurm.Programs.Run("scancel", "101");
        }
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnotherTryFindsNothingAgain()
    {
        var rows = folder.Read().Shards[0].Length;
        Assert.Equal(ExitCode.Done, Task(1));
        Assert.StartsWith($"task 1: 0 of {rows} rows are there", line.Output, StringComparison.Ordinal);
        var first = TableSummary.Read(folder.TablesOf(1)).Importances.ToArray();

        File.Delete(folder["shard-0001.json"]);
        Assert.Equal(ExitCode.Done, Task(1));
        Assert.StartsWith($"task 1: {rows} of {rows} rows are there", line.Output, StringComparison.Ordinal);
        Assert.Equal(first, TableSummary.Read(folder.TablesOf(1)).Importances.ToArray());
        Assert.Equal(ExitCode.Done, Task(1));
        Assert.StartsWith($"task 1: its {rows} rows are there", line.Output, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ItsTableHasOneWriterAndNoLogBesideIt()
    {
        Assert.Equal(ExitCode.Done, Task(2));
        var header = File.ReadAllBytes(folder.TablesOf(2))[18..20];
        Assert.Equal<byte>([1, 1], header);
        Assert.Empty(Directory.GetFiles(folder.Path, "*-wal"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhoLostItsShardStopsAndLeavesTheStatusOfTheOther()
    {
        var other = new ShardStatus("elsewhere", "node7", ShardStatus.Running, 0, ToolVersion.Text, "", DateTimeOffset.UnixEpoch);
        using var output = new Interrupting(() => folder.Save(1, other));
        using var error = new StringWriter();
        var exit = (ExitCode)Program.Run(["importance", line["model.onnx"], "--job", folder.Path, "--task", "1"], output, error);
        Assert.Equal(ExitCode.EnvironmentLacks, exit);
        Assert.Contains("DC4356: task 1 was started again on node7", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(other, folder.StatusOf(1));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnotherModelOrVersionIsRefusedAndTheStatusSaysWhy()
    {
        folder.Save(folder.Read() with { Tool = "0.0.1" });
        Assert.Equal(ExitCode.BadInput, Task(1));
        Assert.StartsWith("DC2753: the rows of task 1 are not of this job", folder.StatusOf(1)!.Error, StringComparison.Ordinal);
        folder.Save(folder.Read() with { Tool = ToolVersion.Text, Digest = "0123" });
        Assert.Equal(ExitCode.BadInput, Task(1));
        Assert.Equal(ShardStatus.Failed, folder.StatusOf(1)!.State);
        Assert.StartsWith("DC2752: the model is not the one that was submitted", folder.StatusOf(1)!.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, Task(3));
    }

    private ExitCode Task(int number) => line.Run("importance", line["model.onnx"], "--job", folder.Path, "--task", $"{number}");

    public void Dispose() => line.Dispose();

    /// <summary>Does something when the first line is written.</summary>
    private sealed class Interrupting(Action first) : StringWriter
    {
        private bool isDone;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (!isDone)
            {
                isDone = true;
                first();
            }
        }
    }
}

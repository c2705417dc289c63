using DepthCompress.GraphIR;
using System.Text.Json.Nodes;

namespace DepthCompress.Tool.Tests.Shards;

public sealed class SlurmExecutorTests : IDisposable
{
    private readonly CommandLine line = new();

    [Theory]
    [InlineData("1-4", 1, 2, 3, 4)]
    [InlineData("1,3-4,9", 9, 4, 3, 1)]
    [InlineData("7", 7)]
    public void ArraysAreWrittenAsRanges(string text, params int[] numbers) => Assert.Equal(text, SlurmExecutor.Ranges([.. numbers]));

    [Fact]
    public void EveryOptionReachesSbatch()
    {
        var slurm = new FakeSlurm(line["slurm"]);
        slurm.Hold();
        var folder = new ShardFolder(line["job"]);
        folder.Create();
        var settings = new ExecutorSettings
        {
            Partition = "gpu",
            Account = "vision",
            Gres = "gpu:1",
            Time = "2:00:00",
            Memory = "8G",
            Cpus = 4,
            Flags = ["--qos=low", "--exclude=node9"],
            Program = "/opt/depthcompress",
        };
        var executor = new SlurmExecutor(settings, slurm.Programs);
        executor.Check();
        var job = executor.Submit(folder, ManifestOf(line["it's a model.onnx"]), [1, 2, 3]);
        Assert.Equal("101", job);
        Assert.Equal(
            "sbatch --parsable --requeue --open-mode=append --job-name=depthcompress-it's a model --array=1-3 "
            + $"--chdir={folder.Path} --output=log-%a.txt --partition=gpu --account=vision --gres=gpu:1 --time=2:00:00 --mem=8G --cpus-per-task=4 "
            + $"--qos=low --exclude=node9 {folder["task.sh"]}",
            Assert.Single(slurm.CallsOf("sbatch")));
        Assert.Equal(
            $"exec /opt/depthcompress importance '{line["it'\\''s a model.onnx"]}' --job '{folder.Path}' --task \"$SLURM_ARRAY_TASK_ID\"",
            File.ReadAllLines(folder["task.sh"])[4]);

        var states = executor.StatesOf(new(job, [1, 2, 3], default));
        Assert.Equal([1, 2, 3], states.Keys.Order());
        Assert.All(states.Values, state => Assert.Equal(new ShardTaskState("RUNNING", ShardTaskStage.Runs), state));
        executor.Cancel(job);
        Assert.All(executor.StatesOf(new(job, [1, 2, 3], default)).Values, state => Assert.Equal(new("CANCELLED", ShardTaskStage.Failed), state));
        Assert.Empty(executor.StatesOf(new("999", [1], default)));
    }

    internal static ShardManifest ManifestOf(string model) => new()
    {
        Schema = ShardManifest.CurrentSchema,
        Tool = "1.0",
        Model = model,
        Digest = "d",
        Directory = "/home/user",
        Settings = new JsonObject(),
        Machine = new MachineIdentity("cpu", "cpu", "engine", 1, "all"),
        Executor = SlurmExecutor.Kind,
        Shards = [["a"], ["b"], ["c", "d"]],
    };

    public void Dispose() => line.Dispose();
}

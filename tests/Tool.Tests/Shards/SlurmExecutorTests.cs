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
        var submission = Assert.Single(executor.Submit(folder, ManifestOf(line["it's a model.onnx"]), [1, 2, 3]));
        Assert.Equal(("101", 0), (submission.Job, submission.Offset));
        Assert.Equal([1, 2, 3], submission.Shards.ToArray());
        Assert.Equal(
            "sbatch --parsable --requeue --open-mode=append --job-name=depthcompress-it's a model --array=1-3 "
            + $"--chdir={folder.Path} --output=log-%a.txt --partition=gpu --account=vision --gres=gpu:1 --time=2:00:00 --mem=8G --cpus-per-task=4 "
            + $"--qos=low --exclude=node9 {folder["task.sh"]}",
            Assert.Single(slurm.CallsOf("sbatch")));
        Assert.Equal(
            $"exec /opt/depthcompress importance '{line["it'\\''s a model.onnx"]}' --job '{folder.Path}' --task \"$SLURM_ARRAY_TASK_ID\"",
            File.ReadAllLines(folder["task.sh"])[4]);

        var states = executor.StatesOf(submission);
        Assert.Equal([1, 2, 3], states.Keys.Order());
        Assert.All(states.Values, state => Assert.Equal(new ShardTaskState("RUNNING", ShardTaskStage.Runs), state));
        Assert.Null(executor.Cancel("101"));
        Assert.All(executor.StatesOf(submission).Values, state => Assert.Equal(new("CANCELLED", ShardTaskStage.Failed), state));
        Assert.Empty(executor.StatesOf(new("999", [1], default)));
    }

    [Fact]
    public void MoreTasksThanAnArrayHoldsAreSeveralArraysAndEachTaskFindsItsShard()
    {
        var (slurm, folder, executor) = Held();
        slurm.Limit(4);
        var manifest = ManifestOf(line["m.onnx"]);
        var submissions = executor.Submit(folder, manifest, [1, 2, 3, 4, 5, 9]).ToArray();
        Assert.Equal(["1-3", "0-1", "1"], slurm.CallsOf("sbatch").Select(call => call.Split("--array=")[1].Split(' ')[0]));
        Assert.Equal([("101", 0), ("102", 4), ("103", 8)], submissions.Select(submission => (submission.Job, submission.Offset)));
        Assert.Equal([4, 5], submissions[1].Shards.ToArray());
        Assert.Equal([4, 5], executor.StatesOf(submissions[1]).Keys.Order());
        var script = File.ReadAllLines(folder["task-8.sh"]);
        Assert.Equal("shard=$((SLURM_ARRAY_TASK_ID + 8))", script[4]);
        Assert.EndsWith($"--task \"$shard\" >> '{folder["log-"]}'\"$shard\".txt 2>&1", script[5], StringComparison.Ordinal);
        Assert.Contains("--output=slurm-8-%a.txt", slurm.CallsOf("sbatch")[2], StringComparison.Ordinal);
    }

    [Fact]
    public void AQueueThatForgotAJobIsMadeUpForByAccounting()
    {
        var (slurm, folder, executor) = Held();
        var submission = Assert.Single(executor.Submit(folder, ManifestOf(line["m.onnx"]), [1, 2]));
        File.WriteAllText(Path.Combine(slurm.Folder, "101.1"), "TIMEOUT");
        File.WriteAllText(Path.Combine(slurm.Folder, "101.2"), "CANCELLED");
        slurm.Forget();
        var states = executor.StatesOf(submission);
        Assert.Equal(new("TIMEOUT", ShardTaskStage.Failed), states[1]);
        Assert.Equal(new("CANCELLED", ShardTaskStage.Failed), states[2]);
    }

    [Fact]
    public void AControllerThatDoesNotAnswerIsNotTakenForOneThatForgot()
    {
        var (slurm, folder, executor) = Held();
        var submission = Assert.Single(executor.Submit(folder, ManifestOf(line["m.onnx"]), [1]));
        slurm.Busy(1);
        var problem = Assert.Throws<DiagnosticException>(() => executor.StatesOf(submission));
        Assert.Equal("Slurm does not say which tasks are at work: slurm_load_jobs error: Unable to contact slurm controller (connect failure)", problem.Message);
        Assert.Equal("RUNNING", executor.StatesOf(submission)[1].Word);
        slurm.RefuseCancel();
        Assert.Equal("scancel: error: Kill job error on job id 101: Access/permission denied", executor.Cancel("101"));
    }

    [Theory]
    [InlineData("DC4371", "sbatch: error: QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy")]
    [InlineData("DC4371", "sbatch: error: Batch job submission failed: Invalid job array specification")]
    [InlineData("DC4353", "sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified")]
    public void WhySlurmRefusesIsSaidInItsOwnWords(string code, string words)
    {
        var (slurm, folder, executor) = Held();
        slurm.Refuse(words);
        var problem = Assert.Throws<DiagnosticException>(() => executor.Submit(folder, ManifestOf(line["m.onnx"]), [1]).ToArray());
        Assert.Equal(code, problem.Diagnostic.Descriptor.Code);
        Assert.EndsWith(words.Replace('\n', ' '), problem.Message, StringComparison.Ordinal);
    }

    private (FakeSlurm Slurm, ShardFolder Folder, SlurmExecutor Executor) Held()
    {
        var slurm = new FakeSlurm(line["slurm"]);
        slurm.Hold();
        var folder = new ShardFolder(line["job"]);
        folder.Create();
        return (slurm, folder, new SlurmExecutor(new() { Program = "true" }, slurm.Programs));
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

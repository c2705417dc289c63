using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests.Shards;

/// <summary>The Job as <c>kubectl</c> takes it, and what is made of its status.</summary>
public sealed class KubernetesJobTests : IDisposable
{
    private readonly CommandLine line = new();

    /// <summary>What of an Indexed Job of batch/v1 we write; from the documents of schemas.</summary>
    private const string Schema = "../../tests/Tool.Tests/Shards/job.schema.json";

    private static ExecutorSettings Full => new()
    {
        Kind = KubernetesExecutor.Kind,
        Image = "registry.example/depthcompress:1",
        Claim = "shared",
        ClaimPath = "/shared",
        Namespace = "vision",
        Cpus = 4,
        Memory = "8G",
        Gpus = 1,
        Time = "2:00:00",
        Attempts = 4,
    };

    /// <summary>DC_ACCEPT=1 writes the file anew.</summary>
    [Fact]
    public void TheJobIsTheGoldenOne()
    {
        var golden = Path.Combine(RepositoryRoot.Path, "tests", "Tool.Tests", "Shards", "job.yaml");
        if (Environment.GetEnvironmentVariable("DC_ACCEPT") == "1")
        {
            File.WriteAllText(golden, Job(Full));
        }

        Assert.Equal(File.ReadAllText(golden), Job(Full));
    }

    [Theory]
    [InlineData("apiVersion", "batch/v1")]
    [InlineData("kind", "Job")]
    [InlineData("metadata/name", "depthcompress-resnet-1")]
    [InlineData("spec/completionMode", "Indexed")]
    [InlineData("spec/completions", "3")]
    [InlineData("spec/parallelism", "3")]
    [InlineData("spec/backoffLimitPerIndex", "3")]
    [InlineData("spec/maxFailedIndexes", "3")]
    [InlineData("spec/template/spec/restartPolicy", "Never")]
    [InlineData("spec/template/spec/activeDeadlineSeconds", "7200")]
    [InlineData("spec/template/spec/containers/0/image", "\"registry.example/depthcompress:1\"")]
    [InlineData("spec/template/spec/containers/0/resources/limits/memory", "8Gi")]
    [InlineData("spec/template/spec/containers/0/resources/requests/nvidia.com~gpu", "\"1\"")]
    [InlineData("spec/template/spec/containers/0/volumeMounts/0/name", "shared")]
    [InlineData("spec/template/spec/containers/0/volumeMounts/0/mountPath", "\"/shared\"")]
    [InlineData("spec/template/spec/volumes/0/name", "shared")]
    [InlineData("spec/template/spec/volumes/0/persistentVolumeClaim/claimName", "\"shared\"")]
    public void TheJobHasWhatTheSchemaOfBatchV1Asks(string path, string value) => Assert.Equal(value, YamlLeaves.Of(Job(Full))[path]);

    [Theory]
    [InlineData(ImportanceShards.Name)]
    [InlineData(ComparisonShards.Name)]
    public void TheJobIsWhatTheSchemaOfBatchV1Says(string command)
    {
        foreach (var settings in (ExecutorSettings[])[Full, new() { Image = "i", Claim = "c", ClaimPath = "/shared" }])
        {
            var job = KubernetesJob.Write("depthcompress-resnet-1", settings, new("/shared/jobs/it's \"one\""),
                SlurmExecutorTests.ManifestOf("/shared/resnet.onnx") with { Command = command });
            Assert.Empty(JsonSchema.Problems(YamlLeaves.Json(job).ToJsonString(), Schema));
            Assert.Contains($"depthcompress {command} '/shared/resnet.onnx'", job, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("  completions: 3", "  completions: \"3\"", ".spec.completions: String is not")]
    [InlineData("  parallelism: 3", "  paralelism: 3", ".spec.paralelism must not be there")]
    [InlineData("      restartPolicy: Never", "      restartPolicy: Always", ".spec.template.spec.restartPolicy: Always")]
    [InlineData("              cpu: \"4\"", "              cpu: many", "cpu: many is not like")]
    [InlineData("  name: depthcompress-resnet-1", "  name: It_is", ".metadata.name: It_is is not like")]
    public void TheSchemaFindsWhatIsWrong(string right, string wrong, string problem) => Assert.Contains(
        JsonSchema.Problems(YamlLeaves.Json(Job(Full).Replace(right, wrong, StringComparison.Ordinal)).ToJsonString(), Schema),
        found => found.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void WhatIsNotWishedIsNotWritten()
    {
        var leaves = YamlLeaves.Of(Job(new() { Image = "i", Claim = "c", ClaimPath = "/shared" }));
        foreach (var word in (string[])["resources", "Deadline", "namespace"])
        {
            Assert.DoesNotContain(leaves.Keys, path => path.Contains(word, StringComparison.Ordinal));
        }

        Assert.Equal("2", leaves["spec/backoffLimitPerIndex"]);
    }

    [Theory]
    [InlineData("", new int[0])]
    [InlineData("0,2-4,9", new[] { 0, 2, 3, 4, 9 })]
    public void IndexesAreRead(string text, int[] indexes) => Assert.Equal(indexes, KubernetesExecutor.IndexesOf(text).Order());

    [Fact]
    public void WithoutKubectlTheJobIsWrittenForSomebodyElse()
    {
        var folder = new ShardFolder(line["job"]);
        folder.Create();
        var executor = new KubernetesExecutor(Full with { ClaimPath = line["."] }, new([]));
        Assert.Empty(executor.Submit(folder, SlurmExecutorTests.ManifestOf(line["m.onnx"]), [1, 2, 3]));
        Assert.True(File.Exists(folder["job.yaml"]));
        var model = SlurmExecutorTests.ManifestOf("/elsewhere/m.onnx");
        Assert.Equal("DC4351", Assert.Throws<DiagnosticException>(() => executor.Submit(folder, model, [1])).Diagnostic.Descriptor.Code);
        var bare = new KubernetesExecutor(new(), new([]));
        Assert.Equal("DC2104", Assert.Throws<DiagnosticException>(bare.Check).Diagnostic.Descriptor.Code);
    }

    [Fact]
    public void WithKubectlItIsAppliedAndItsStatusRead()
    {
        var programs = Directory.CreateDirectory(line["bin"]).FullName;
        File.CreateSymbolicLink(Path.Combine(programs, "kubectl"), Path.Combine(RepositoryRoot.Path, "tests", "slurm", "kubectl.sh"));
        var folder = new ShardFolder(line["job"]);
        folder.Create();
        var executor = new KubernetesExecutor(Full with { ClaimPath = line["."] }, new([programs]));
        var submission = Assert.Single(executor.Submit(folder, SlurmExecutorTests.ManifestOf(line["m.onnx"]), [1, 2, 3]));
        Assert.Equal("depthcompress-job-1", submission.Job);
        var states = executor.StatesOf(submission);
        Assert.Equal(
            (ShardTaskStage.Ended, ShardTaskStage.Runs, ShardTaskStage.Failed), (states[1].Stage, states[2].Stage, states[3].Stage));
        Assert.Null(executor.Cancel(submission.Job));
        string[] calls = File.ReadAllLines(Path.Combine(programs, "calls.txt"));
        Assert.Equal($"--namespace vision apply --filename {folder["job.yaml"]}", calls[0]);
        Assert.Equal("--namespace vision delete job depthcompress-job-1 --wait=false", calls[2]);
    }

    private static string Job(ExecutorSettings settings) =>
        KubernetesJob.Write(
            "depthcompress-resnet-1", settings, new("/shared/jobs/resnet"), SlurmExecutorTests.ManifestOf("/shared/resnet.onnx"));

    public void Dispose() => line.Dispose();
}

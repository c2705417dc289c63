namespace DepthCompress.Tool.Tests;

/// <summary>Training for real, with libtorch.</summary>
public sealed class TrainingProcessTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=200&noise=0", "--preprocess", "mean=128;std=64", "--augment", "none", "--batch-size", "16",
            "--validation-count", "20", "--train-threads", "1"];

    private readonly CommandLine line = new();

    public TrainingProcessTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void ANetworkLearnsIsCompressedAndLearnsAgain()
    {
        using var train = ToolProcess.Start(["train", line["model.onnx"], "-o", line["trained.onnx"], "--tables", line["tables.db"], "--json",
            "-q", "--steps", "80", "--lr", "0.05", .. Small]);
        Assert.True(train.Wait() is ExitCode.Done, train.Error);
        var trained = System.Text.Json.JsonDocument.Parse(train.Output).RootElement;
        Assert.True(trained.GetProperty("training").GetProperty("loss").GetDouble() < Math.Log(10));

        string[] tuning = ["--calibration-count", "40", "--refit-count", "40", "--selection-count", "20"];
        Assert.Equal(ExitCode.Done, line.Run(["plan", line["trained.onnx"], "--speedup", "1.3x", "-o", line["p.json"], "--tables",
            line["tables.db"], "-q", .. Small[..4], .. tuning]));
        using var tune = ToolProcess.Start(["finetune", line["trained.onnx"], "--plan", line["p.json"], "-o", line["tuned.onnx"], "--tables",
            line["tables.db"], "--json", "-q", "--steps", "30", "--measure-seconds", "0.2", .. Small, .. tuning]);
        Assert.True(tune.Wait() is ExitCode.Done, tune.Error);
        var tuned = System.Text.Json.JsonDocument.Parse(tune.Output).RootElement;
        Assert.True(tuned.GetProperty("verified").GetBoolean());
        Assert.True(tuned.GetProperty("after").GetProperty("macs").GetInt64() < tuned.GetProperty("before").GetProperty("macs").GetInt64());
        Assert.Equal(30, tuned.GetProperty("training").GetProperty("steps").GetInt64());
        Assert.Equal(200, tuned.GetProperty("quality").GetProperty("samples").GetInt32());
    }

    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void AKilledTrainingGoesOnAsIfItHadNotBeen()
    {
        string[] train = ["train", line["model.onnx"], "--tables", line["tables.db"], "-q", "--steps", "150", "--checkpoint-every", "5",
            "--mixup", "0.2", "--ema", "0.9", .. Small];
        using (var whole = ToolProcess.Start([.. train, "-o", line["whole.onnx"]]))
        {
            Assert.True(whole.Wait() is ExitCode.Done, whole.Error);
        }

        var state = line["state.checkpoint"];
        using (var killed = ToolProcess.Start([.. train, "-o", line["resumed.onnx"], "--checkpoint", state]))
        {
            while (!File.Exists(state) && !killed.HasEnded)
            {
                Thread.Sleep(5);
            }

            killed.Kill();
            Assert.False(File.Exists(line["resumed.onnx"]), $"it was done before it could be killed: {killed.Error}");
        }

        using var resumed = ToolProcess.Start([.. train, "-o", line["resumed.onnx"], "--checkpoint", state, "--json"]);
        Assert.True(resumed.Wait() is ExitCode.Done, resumed.Error);
        var training = System.Text.Json.JsonDocument.Parse(resumed.Output).RootElement.GetProperty("training");
        Assert.InRange(training.GetProperty("resumedFrom").GetInt64(), 5, 145);
        Assert.Equal(File.ReadAllBytes(line["whole.onnx"]), File.ReadAllBytes(line["resumed.onnx"]));
        Assert.False(File.Exists(state));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WithoutLibtorchEverythingElseWorks()
    {
        var folder = Directory.CreateDirectory(line["tool"]).FullName;
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory).Where(IsOfTheProgram))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        using var optimize = ToolProcess.Start(["optimize", line["model.onnx"], "-o", line["optimized.onnx"]], folder);
        using var train = ToolProcess.Start(["train", line["model.onnx"], "-o", line["out.onnx"], "--tables", line["tables.db"], "-q",
            "--steps", "1", .. Small], folder);
        using var prune = ToolProcess.Start(["prune", line["model.onnx"], "--method", "dsp", "--flops", "30%", "--learn-steps", "1", "-o",
            line["out.onnx"], "--tables", line["tables.db"], "-q", .. Small], folder);
        using var doctor = ToolProcess.Start(["doctor", "--json"], folder);
        Assert.True(optimize.Wait() is ExitCode.Done, optimize.Error);
        Assert.Equal(ExitCode.EnvironmentLacks, train.Wait());
        Assert.Matches("error DC41[0-9]{2}: ", train.Error);
        Assert.Equal(ExitCode.EnvironmentLacks, prune.Wait());
        Assert.Matches("error DC41[0-9]{2}: ", prune.Error);
        Assert.False(File.Exists(line["out.onnx"]));
        Assert.Equal(ExitCode.Done, doctor.Wait());
        var findings = System.Text.Json.JsonDocument.Parse(doctor.Output).RootElement.GetProperty("findings").EnumerateArray();
        Assert.False(findings.Single(finding => finding.GetProperty("subject").GetString() == "training").GetProperty("well").GetBoolean());
    }

    private static bool IsOfTheProgram(string file) =>
        !Path.GetFileName(file).StartsWith("libtorch_bridge", StringComparison.Ordinal) && !file.Contains("xunit", StringComparison.Ordinal);

    public void Dispose() => line.Dispose();
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>
/// The same model, plan, images and seed give the same bytes: from another folder, however paths are spelled, on another number of cores, in
/// another country and at another time; see docs/decisions/0073.
/// </summary>
public sealed class ReproducibilityTests : IDisposable
{
    private readonly CommandLine line = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void APlanIsAppliedToTheSameBytesElsewhere()
    {
        LayOut();
        Assert.Equal(ExitCode.Done, line.Run("plan", line["here/model.onnx"], "--data", $"npy:{line["here/images.npy"]}?labels={line["here/labels.npy"]}",
            "--preprocess", "mean=128;std=64", "--calibration-count", "40", "--refit-count", "60", "--selection-count", "20", "--speedup", "1.3x",
            "-o", line["here/p.json"], "--tables", line["t.db"], "-q"));
        File.Copy(line["here/p.json"], line["there/plan.json"]);

        Apply("here", [line["here/model.onnx"], "--plan", "p.json", "-o", "out.onnx"], new() { ["DOTNET_PROCESSOR_COUNT"] = "1" });
        Apply("there", ["../there/model.onnx", "--plan", line["there/plan.json"], "-o", line["there/result.onnx"], "--data", "npy:./images.npy?labels=../there/labels.npy"],
            new() { ["DOTNET_PROCESSOR_COUNT"] = "3", ["TZ"] = "Asia/Tokyo", ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8" });
        Assert.Equal(File.ReadAllBytes(line["here/out.onnx"]), File.ReadAllBytes(line["there/result.onnx"]));
        AssertSaysNothingOfThePlace("here/out.onnx", "depthcompress.plan");
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void NarrowingGivesTheSameBytesElsewhere()
    {
        LayOut();
        string[] words = ["--preprocess", "mean=128;std=64", "--flops", "30%", "--calibration-count", "40", "--selection-count", "20", "--measure-seconds", "0.02", "-q"];
        Run("here", ["prune", "model.onnx", "--data", $"npy:{line["here/images.npy"]}", "-o", "out.onnx", .. words], new() { ["DOTNET_PROCESSOR_COUNT"] = "1" });
        Run("there", ["prune", line["there/model.onnx"], "--data", "npy:images.npy", "-o", line["there/result.onnx"], .. words],
            new() { ["DOTNET_PROCESSOR_COUNT"] = "3" });
        Assert.Equal(File.ReadAllBytes(line["here/out.onnx"]), File.ReadAllBytes(line["there/result.onnx"]));
        AssertSaysNothingOfThePlace("here/out.onnx", "depthcompress.width-plan");
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OptimizingGivesTheSameBytesElsewhere()
    {
        LayOut();
        Run("here", ["optimize", "model.onnx", "-o", "out.onnx"], new() { ["DOTNET_PROCESSOR_COUNT"] = "1" });
        Run("there", ["optimize", line["there/model.onnx"], "-o", line["there/result.onnx"]], new() { ["DOTNET_PROCESSOR_COUNT"] = "3" });
        Assert.Equal(File.ReadAllBytes(line["here/out.onnx"]), File.ReadAllBytes(line["there/result.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatIsWrittenIsWhatWasInForceNotWhatThePlanSaid()
    {
        LayOut();
        Assert.Equal(ExitCode.Done, line.Run("plan", line["here/model.onnx"], "--data", $"npy:{line["here/images.npy"]}", "--preprocess", "mean=128;std=64",
            "--calibration-count", "40", "--refit-count", "60", "--selection-count", "20", "--speedup", "1.3x", "-o", line["p.json"], "--tables", line["t.db"], "-q"));
        Assert.Equal(ExitCode.Done, line.Run("apply", line["here/model.onnx"], "--plan", line["p.json"], "-o", line["out.onnx"], "--seed", "7", "--refit-count", "50", "-q"));
        var text = OnnxReader.Read(line["out.onnx"], new DiagnosticSink()).Shell.Metadata.Single(entry => entry.Key == "depthcompress.plan").Value;
        var configuration = JsonNode.Parse(text)!["configuration"]!;
        Assert.Equal((7, 50, "1.3x"), ((int)configuration["seed"]!, (int)configuration["refitCount"]!, (string)configuration["speedup"]!));
    }

    public void Dispose() => line.Dispose();

    /// <summary>Two folders with the same files, as on two machines.</summary>
    private void LayOut()
    {
        foreach (var folder in new[] { "here", "there" })
        {
            Directory.CreateDirectory(line[folder]);
            line.Write($"{folder}/model.onnx", TinyNetworks.Residual);
            Assert.Equal(ExitCode.Done, line.Run("data", "export", "synthetic:shapes10?size=16&count=120", "-o", line[$"{folder}/images.npy"],
                "--labels", line[$"{folder}/labels.npy"]));
        }
    }

    private void Apply(string folder, string[] words, Dictionary<string, string> variables) => Run(folder, ["apply", .. words, "-q"], variables);

    private void Run(string folder, string[] words, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "depthcompress.dll"), .. words])
        {
            WorkingDirectory = line[folder],
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode is 0, output.Result + error.Result);
    }

    private void AssertSaysNothingOfThePlace(string file, string key)
    {
        var text = OnnxReader.Read(line[file], new DiagnosticSink()).Shell.Metadata.Single(entry => entry.Key == key).Value;
        Assert.DoesNotContain(Path.GetTempPath(), text, StringComparison.Ordinal);
        Assert.Contains("npy:images.npy", text, StringComparison.Ordinal);
    }
}

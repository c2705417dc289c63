using DepthCompress.Passes.Analysis;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;

namespace DepthCompress.Tool.Tests;

/// <summary>Narrowing from the command line.</summary>
public sealed class PruneTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20",
            "--refit-count", "20", "--selection-count", "10"];

    private readonly CommandLine line = new();

    public PruneTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("l1", "global")]
    [InlineData("l2", "uniform")]
    [InlineData("bn", "global")]
    [InlineData("random", "global")]
    public void TheTargetIsReachedAndProved(string method, string scope)
    {
        Assert.Equal(ExitCode.Done, Prune("out.onnx", "--method", method, "--flops", "40%", "--scope", scope, "--json"));

        var json = line.Json;
        Assert.Equal("depthcompress/prune/2", json.GetProperty("schema").GetString());
        Assert.True(json.GetProperty("verified").GetBoolean());
        Assert.Equal(3, json.GetProperty("checks").GetArrayLength());
        var (before, after) = (NetworkCost.MultiplyAccumulates(TinyNetworks.Residual), NetworkCost.MultiplyAccumulates(Read("out.onnx")));
        Assert.Equal(after, json.GetProperty("after").GetProperty("macs").GetInt64());
        Assert.InRange(1 - ((double)after / before), 0.40, 0.50);
        Assert.Empty(json.GetProperty("qualities").EnumerateArray());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void APlanGivesTheSameFileAgain()
    {
        Assert.Equal(ExitCode.Done, Prune("out.onnx", "--params", "30%", "--align", "2", "--min-channels", "2"));
        Assert.Contains("% less", line.Output, StringComparison.Ordinal);
        Assert.True(WidthPlanFile.IsOne(File.ReadAllText(line["out.width.json"])));

        Assert.Equal(ExitCode.Done, line.Run("apply", line["model.onnx"], "--plan", line["out.width.json"], "-o", line["again.onnx"]));

        Assert.Equal(File.ReadAllBytes(line["out.onnx"]), File.ReadAllBytes(line["again.onnx"]));
        Assert.All(WidthPlanFile.Parse(File.ReadAllText(line["out.width.json"]), "plan").Groups, group =>
            Assert.Equal(0, group.Kept.Length % 2));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void DataGiveStatisticsAndQuality()
    {
        Assert.Equal(ExitCode.Done, Prune("out.onnx", ["--flops", "30%", "--json", .. Small]));

        var stages = line.Json.GetProperty("qualities").EnumerateArray()
            .Select(entry => entry.GetProperty("stage").GetString()!).Distinct();
        Assert.Equal(["cut", "recalibrated"], stages);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheNarrowNetworkIsTrainedAfterTheOriginal()
    {
        line.Trainer.Factor = 1;

        Assert.Equal(ExitCode.Done, Prune("out.onnx",
            ["--flops", "30%", "--finetune", "--steps", "2", "--batch-size", "8", "--validation-count", "10", "--json", .. Small]));

        var request = Assert.Single(line.Trainer.Requests);
        Assert.Equal(0.9, request.Teacher!.Weight);
        Assert.Equal("the original", line.Json.GetProperty("training").GetProperty("teacher").GetString());
        Assert.Empty(Directory.GetFiles(line["."], "*.checkpoint"));

        Assert.Equal(ExitCode.Done, line.Run("finetune", line["model.onnx"], "--plan", line["out.width.json"], "--tables", line["tables.db"],
            "-o", line["again.onnx"]));
        Assert.Equal(2, line.Trainer.Requests.Count);
        Assert.Equal(File.ReadAllBytes(line["out.onnx"]), File.ReadAllBytes(line["again.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void GradientsRankChannels()
    {
        Assert.Equal(ExitCode.Done, Prune("out.onnx", ["--method", "taylor", "--flops", "30%", "--json", .. Small]));
        Assert.True(line.Json.GetProperty("verified").GetBoolean());
    }

    [Theory]
    [InlineData("DC2102", "--flops", "45%", "--method", "best")]
    [InlineData("DC2102", "--flops", "145%")]
    [InlineData("DC2102", "--flops", "45%", "--scope", "local")]
    [InlineData("DC2102", "--flops", "45%", "--align", "0")]
    [InlineData("DC2104")]
    [InlineData("DC2104", "--flops", "45%", "--params", "45%")]
    [InlineData("DC2104", "--flops", "45%", "--method", "taylor")]
    [InlineData("DC2104", "--flops", "45%", "--finetune")]
    [InlineData("DC2104", "--flops", "45%", "--method", "dsp")]
    [InlineData("DC2104", "--method", "fcf")]
    [InlineData("DC2104", "--method", "fcf", "--ratio", "25%", "--flops", "45%")]
    [InlineData("DC2680", "--flops", "45%", "--groups", "2")]
    [InlineData("DC2680", "--flops", "45%", "--method", "dsp", "--ratio", "25%")]
    [InlineData("DC2680", "--flops", "45%", "--method", "dsp", "--scope", "uniform")]
    [InlineData("DC2680", "--flops", "45%", "--method", "fcf", "--lambda", "1")]
    [InlineData("DC2680", "--flops", "45%", "--method", "taylor", "--learned", "state")]
    [InlineData("DC2102", "--flops", "45%", "--report", "report.pdf")]
    public void SlipsAreFoundAtOnce(string code, params string[] options)
    {
        Assert.Equal(ExitCode.BadUsage, Prune("out.onnx", options));
        Assert.Contains($"error {code}", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatCannotBeReachedIsSaidWithTheMostThatCan()
    {
        Assert.NotEqual(ExitCode.Done, Prune("out.onnx", "--flops", "99%"));
        Assert.Matches("error DC3302: 99 % of the multiply-accumulates cannot be removed; the most that can be is [0-9.]+ %", line.Error);

        line.Write("linear.onnx", TinyNetworks.Linear);
        Assert.NotEqual(ExitCode.Done, line.Run("prune", line["linear.onnx"], "--flops", "10%", "-o", line["out.onnx"]));
        Assert.Contains(
            "error DC3301: no channels can be removed: 'product' must keep its channels: they are the network's answer 'result'",
            line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(line["out.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ScalesAreWantedOfANetworkThatHasNone()
    {
        Assert.Equal(ExitCode.Done, line.Run("optimize", line["model.onnx"], "-o", line["folded.onnx"]));
        Assert.NotEqual(ExitCode.Done, line.Run("prune", line["folded.onnx"], "--method", "bn", "--flops", "10%", "-o", line["out.onnx"]));
        Assert.Contains("error DC3303", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void APlanThatDoesNotFitIsRefused()
    {
        Assert.Equal(ExitCode.Done, Prune("out.onnx", "--flops", "30%"));
        var text = File.ReadAllText(line["out.width.json"]);
        var name = WidthPlanFile.Parse(text, "plan").Groups[0].Name;
        Refused("DC3304", text.Replace($"\"{name}\"", "\"nobody\"", StringComparison.Ordinal));
        Refused("DC3305", text.Replace("width-plan/2", "width-plan/3", StringComparison.Ordinal));
        Refused("DC3305", "{ \"schema\": \"depthcompress/width-plan/1\" }");
    }

    public void Dispose() => line.Dispose();

    private void Refused(string code, string plan)
    {
        File.WriteAllText(line["bad.json"], plan);
        Assert.NotEqual(ExitCode.Done, line.Run("apply", line["model.onnx"], "--plan", line["bad.json"], "-o", line["bad.onnx"]));
        Assert.Contains($"error {code}", line.Error, StringComparison.Ordinal);
    }

    private ExitCode Prune(string output, params string[] options) => line.Run(
        ["prune", line["model.onnx"], "-o", line[output], "--tables", line["tables.db"], .. options]);

    private Graph Read(string name) => OnnxReader.Read(line[name], new DiagnosticSink()).Graph;
}

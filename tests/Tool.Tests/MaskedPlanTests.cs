using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Width;

namespace DepthCompress.Tool.Tests;

/// <summary>Plans that remove single kernels, from the command line.</summary>
public sealed class MaskedPlanTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20",
            "--refit-count", "20", "--selection-count", "10"];

    private readonly CommandLine line = new();

    public MaskedPlanTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsFact(Need.OnnxRuntime)]
    public void KernelsAreRemovedAsThePlanSays()
    {
        WritePlan(Halves());

        Assert.Equal(ExitCode.Done, Apply("out.onnx", ["--json", .. Small]));

        var json = line.Json;
        Assert.True(json.GetProperty("verified").GetBoolean());
        Assert.Contains(json.GetProperty("checks").EnumerateArray(), check => check.GetProperty("check").GetString() == "packing changes nothing");
        Assert.InRange(json.GetProperty("removed").GetProperty("prunableMacs").GetDouble(), 0.4, 0.6);
        Assert.Equal(["masked", "recalibrated", "packed"],
            json.GetProperty("qualities").EnumerateArray().Select(entry => entry.GetProperty("stage").GetString()!).Distinct());

        Assert.Equal(ExitCode.Done, Apply("again.onnx", Small));
        Assert.Equal(File.ReadAllBytes(line["out.onnx"]), File.ReadAllBytes(line["again.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ZerosStayZeroInTraining()
    {
        line.Trainer.Factor = 1;
        WritePlan(Halves());

        Assert.Equal(ExitCode.Done, line.Run(["finetune", line["model.onnx"], "--plan", line["p.json"], "--tables", line["tables.db"], "-o",
            line["out.onnx"], "--steps", "2", "--batch-size", "8", "--validation-count", "10", "--json", .. Small]));

        var request = Assert.Single(line.Trainer.Requests);
        Assert.NotEmpty(request.Masks);
        Assert.Equal("the original", line.Json.GetProperty("training").GetProperty("teacher").GetString());
        Assert.Contains(line.Json.GetProperty("checks").EnumerateArray(), check =>
            check.GetProperty("check").GetString() == "packing keeps what was trained" && check.GetProperty("passed").GetBoolean());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatDoesNotFitIsRefused()
    {
        var plan = Halves();
        var layer = plan.Layers[0];
        Refused("DC3304", plan with { Layers = [layer with { Name = "nobody" }] }, "there is no convolution 'nobody'");
        Refused("DC3304", plan with { Layers = [layer with { Branches = [new([0], [99])] }] }, $"'{layer.Name}' has the filters 0 to");
        Refused("DC3304", plan with { Layers = [layer with { Branches = [new([0], [0]), new([0], [1])] }] }, "each in one branch at most");
        Refused("DC3304", plan with { Layers = [layer with { Filters = 1 }] }, "has the filters");
        Refused("DC3350", plan with { Groups = [new("stem", 4, [0])] }, "groups");
        Refused("DC3103", plan with { ModelDigest = "0" }, "model");
        Assert.False(File.Exists(line["bad.onnx"]));
    }

    [Fact]
    public void TheFirstFormatIsStillRead()
    {
        var text = """{ "schema": "depthcompress/width-plan/1", "toolVersion": "1", "modelDigest": "0", "method": "l1", "target": "", "groups": [] }""";
        Assert.Empty(WidthPlanFile.Parse(text, "plan").Layers);
        var plan = Halves();
        Assert.Equal(WidthPlanFile.Format(plan), WidthPlanFile.Format(WidthPlanFile.Parse(WidthPlanFile.Format(plan), "plan")));
    }

    public void Dispose() => line.Dispose();

    /// <summary>Two branches in every layer: even filters read the first half of the channels, odd ones the second.</summary>
    private static WidthPlan Halves()
    {
        var graph = Pipelines.Normalize.Run(TinyNetworks.Residual, new PassContext(new DiagnosticSink()));
        var masks = KernelMasks.Full(graph, PrunableLayers.Of(graph));
        masks = masks with
        {
            Masks = [.. masks.Masks.Select(mask => KernelMask.Of(mask.Filters, mask.Channels, (filter, channel) =>
                filter % 2 == 0 ? channel < mask.Channels / 2 : channel >= mask.Channels / 2))],
        };
        return WidthPlan.Of(masks, "test", "", "by hand", "half");
    }

    private void WritePlan(WidthPlan plan) => File.WriteAllText(line["p.json"], WidthPlanFile.Format(plan.ModelDigest.Length > 0 ? plan
        : plan with { ModelDigest = OnnxReader.Read(line["model.onnx"], new DiagnosticSink()).Digest! }));

    private ExitCode Apply(string output, params string[] options) => line.Run(
        ["apply", line["model.onnx"], "--plan", line["p.json"], "-o", line[output], .. options]);

    private void Refused(string code, WidthPlan plan, string why)
    {
        WritePlan(plan);
        Assert.NotEqual(ExitCode.Done, Apply("bad.onnx"));
        Assert.Contains($"error {code}", line.Error, StringComparison.Ordinal);
        Assert.Contains(why, line.Error, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using System.Xml.Linq;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>Several methods side by side, on a machine that counts and with a trainer that learns nothing.</summary>
public sealed class CompareTests : IDisposable
{
    private static readonly string[] Small =
        ["--data", "synthetic:shapes10?size=16&count=60", "--preprocess", "mean=128;std=64", "--calibration-count", "20", "--refit-count", "20",
            "--selection-count", "10", "-q"];

    private static readonly string[] Short = ["--finetune", "--steps", "2", "--batch-size", "8", "--validation-count", "10"];

    private readonly CommandLine line = new();

    public CompareTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        line.Trainer.Factor = 1;
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void EveryMethodAndTargetHasARowInEveryFormat()
    {
        Assert.Equal(ExitCode.Done, Compare("1.3x,1.1x", "fit,layer-only,uniform", "--json"));

        Assert.Equal("depthcompress/comparison/1", line.Json.GetProperty("schema").GetString());
        Assert.True(line.Json.GetProperty("complete").GetBoolean());
        Assert.Equal("accuracy", line.Json.GetProperty("metric").GetString());
        string[] pairs = ["1.1 fit", "1.1 layer-only", "1.1 uniform", "1.3 fit", "1.3 layer-only", "1.3 uniform"];
        Assert.Equal(pairs, Results.Select(row => FormattableString.Invariant($"{Target(row)} {row.GetProperty("method").GetString()}")));
        Assert.All(Results, row =>
        {
            Assert.Equal("met", row.GetProperty("status").GetString());
            Assert.True(row.GetProperty("verified").GetBoolean());
            Assert.InRange(row.GetProperty("latency").GetProperty("speedup").GetDouble() * 1.03, Target(row), 100);
            Assert.True(File.Exists(line[$"out/{row.GetProperty("model").GetString()}"]));
            Assert.True(File.Exists(line[$"out/{row.GetProperty("plan").GetString()}"]));
            Assert.Equal(JsonValueKind.Null, row.GetProperty("training").ValueKind);
        });
        Assert.Equal(File.ReadAllText(line["out/comparison.json"]).Trim(), line.Output.Trim());
        Assert.Empty(JsonSchema.Problems(line.Output, "comparison.schema.json"));

        var (markdown, html) = (File.ReadAllText(line["out/comparison.md"]), File.ReadAllText(line["out/comparison.html"]));
        Assert.All(Results, row => Assert.Contains(FormattableString.Invariant($"| {Target(row)}x | {row.GetProperty("method").GetString()} | "), markdown, StringComparison.Ordinal));
        Assert.All(["fit", "layer-only", "uniform"], method => Assert.Contains($">{method}</text>", html, StringComparison.Ordinal));
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        var chart = XDocument.Parse(html[html.IndexOf("<svg", StringComparison.Ordinal)..(html.IndexOf("</svg>", StringComparison.Ordinal) + 6)]);
        Assert.Equal(3, chart.Descendants().Count(element => element.Name.LocalName == "polyline"));
        Assert.Equal(12, chart.Descendants().Count(element => (string?)element.Attribute("class") == "interval"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AllResultsAreMeasuredTogetherInTheEnd()
    {
        Assert.Equal(ExitCode.Done, Compare("1.2x", "layer-only,uniform"));

        var last = line.Measured[^3..];
        Assert.Equal(Operators("model.onnx"), last[0].Graph.Nodes.Length);
        Assert.Equal([Operators("out/layer-only-1.2x/model.onnx"), Operators("out/uniform-1.2x/model.onnx")], last[1..].Select(request => request.Graph.Nodes.Length));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OneResultOfATargetIsTheBestAndTheOthersAreComparedWithIt()
    {
        Compare("1.2x", "fit,layer-only,uniform", "--json");

        Assert.Single(Results, row => row.GetProperty("best").GetBoolean());
        Assert.All(Results, row =>
        {
            var difference = row.GetProperty("differenceToBest");
            Assert.Equal(row.GetProperty("best").GetBoolean(), difference.ValueKind is JsonValueKind.Null);
            if (difference.ValueKind is not JsonValueKind.Null)
            {
                Assert.InRange(difference.GetProperty("value").GetDouble(), -1, 0);
                Assert.True(difference.GetProperty("low").GetDouble() < difference.GetProperty("high").GetDouble());
            }
        });
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatIsFinishedIsNotDoneAgain()
    {
        Assert.Equal(ExitCode.Done, Compare("1.2x", "layer-only,uniform", Short));
        Assert.Equal(2, line.Trainer.Requests.Count);
        var first = File.ReadAllText(line["out/comparison.json"]);
        var measured = line.Measured.Length;

        Assert.Equal(ExitCode.Done, Compare("1.2x", "layer-only,uniform", Short));
        Assert.Equal(2, line.Trainer.Requests.Count);
        Assert.Equal(measured + 3, line.Measured.Length);
        Assert.Equal(first, File.ReadAllText(line["out/comparison.json"]));

        Assert.Equal(ExitCode.Done, Compare("1.2x,1.3x", "layer-only,uniform", Short));
        Assert.Equal(4, line.Trainer.Requests.Count);
        Assert.Equal("", line.Error);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OtherSettingsMakeAResultAnewAndSaySo()
    {
        Assert.Equal(ExitCode.Done, Compare("1.2x", "uniform", Short));
        Assert.Equal(ExitCode.Done, Compare("1.2x", "uniform", [.. Short, "--lr", "0.01"]));
        Assert.Contains("warning DC2660: the result of uniform at 1.2x was made ", line.Error, StringComparison.Ordinal);
        Assert.Equal(2, line.Trainer.Requests.Count);
        Assert.Equal(ExitCode.Done, Compare("1.2x", "uniform", [.. Short, "--lr", "0.01", "--train-threads", "1"]));
        Assert.Equal(2, line.Trainer.Requests.Count);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AStoppedComparisonKeepsWhatIsFinishedAndGoesOnWithItsTraining()
    {
        Assert.Equal(ExitCode.Done, Compare("1.2x", "layer-only", Short));
        line.Trainer.IsStopped = true;
        Assert.Equal(ExitCode.Interrupted, Compare("1.2x", "layer-only,uniform", Short));
        Assert.Contains("error DC2610", line.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(line["out/layer-only-1.2x/result.json"]));
        Assert.False(File.Exists(line["out/uniform-1.2x/result.json"]));

        line.Trainer.IsStopped = false;
        Assert.Equal(ExitCode.Done, Compare("1.2x", "layer-only,uniform", Short));
        Assert.Equal(3, line.Trainer.Requests.Count);
        Assert.Equal(line.Trainer.Requests[1].Checkpoint, line.Trainer.Requests[2].Checkpoint);
        Assert.Empty(Directory.GetFiles(line["."], "*.checkpoint*"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void EveryMethodIsTrainedAlike()
    {
        Compare("1.2x", "fit,layer-only,uniform", [.. Short, "--json"]);

        var first = line.Trainer.Requests[0].Recipe;
        Assert.Equal(3, line.Trainer.Requests.Count);
        Assert.All(line.Trainer.Requests, request => Assert.Equal((first.Steps, first.BatchSize, first.Seed, first.Schedule),
            (request.Recipe.Steps, request.Recipe.BatchSize, request.Recipe.Seed, request.Recipe.Schedule)));
        Assert.StartsWith("2 steps; the first as 2 steps of 8; ", line.Json.GetProperty("training").GetString(), StringComparison.Ordinal);
        Assert.All(Results, row => Assert.Equal(2, row.GetProperty("training").GetProperty("steps").GetInt64()));
        Assert.All(Results, row => Assert.InRange(row.GetProperty("quality").GetProperty("afterFit").GetDouble(), 0, 1));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ATargetOutOfReachIsAnsweredWithTheFastestPlanAndTriedOnce()
    {
        Assert.Equal(ExitCode.Done, Compare("40x,50x", "uniform", [.. Short, "--json"]));

        Assert.Single(line.Trainer.Requests);
        Assert.All(Results, row =>
        {
            Assert.Equal("missed", row.GetProperty("status").GetString());
            Assert.True(row.GetProperty("fastestOfMethod").GetBoolean());
            Assert.Equal("uniform-40x/model.onnx", row.GetProperty("model").GetString());
        });
        Assert.Contains("target not reached: this is the fastest plan of the method", File.ReadAllText(line["out/comparison.md"]), StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AMethodThatFailsIsARowAndTheOthersGoOn()
    {
        line.Probe.BeforeMeasuring = () =>
        {
            if (File.Exists(line["out/layer-only-1.2x/result.json"]) && !File.Exists(line["out/uniform-1.2x/result.json"]))
            {
                throw DiagnosticCatalog.ShapeUnknown.Error(null, "x");
            }
        };
        Assert.Equal(ExitCode.Missed, Compare("1.2x", "layer-only,uniform", "--json"));

        Assert.Equal(["met", "failed"], Results.Select(row => row.GetProperty("status").GetString()));
        Assert.Equal("DC3107", Results[1].GetProperty("failure").GetProperty("code").GetString());
        Assert.False(line.Json.GetProperty("complete").GetBoolean());
        Assert.Contains("warning DC2662: uniform at 1.2x failed: DC3107: ", line.Error, StringComparison.Ordinal);
        Assert.Contains(" failed: DC3107: ", File.ReadAllText(line["out/comparison.md"]), StringComparison.Ordinal);

        line.Probe.BeforeMeasuring = () => { };
        Assert.Equal(ExitCode.Done, Compare("1.2x", "layer-only,uniform", "--json"));
        Assert.True(line.Json.GetProperty("complete").GetBoolean());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ADamagedResultIsMadeAnew()
    {
        Assert.Equal(ExitCode.Done, Compare("1.2x", "uniform"));
        File.Delete(line["out/uniform-1.2x/model.onnx"]);
        Assert.Equal(ExitCode.Done, Compare("1.2x", "uniform"));
        Assert.Contains("warning DC2661: the result of uniform at 1.2x cannot be used: ", line.Error, StringComparison.Ordinal);
        File.WriteAllText(line["out/uniform-1.2x/result.json"], "{");
        Assert.Equal(ExitCode.Done, Compare("1.2x", "uniform"));
        Assert.Contains("warning DC2661", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ADryRunSaysWhatIsMissing()
    {
        Assert.Equal(ExitCode.Done, Compare("1.1x,1.2x", "fit,uniform", [.. Short, "--dry-run", "--json"]));
        Assert.Equal((4, 4, 4), (Missing("results"), Missing("resultsMissing"), Missing("trainingsMissing")));
        var methods = line.Json.GetProperty("methods").EnumerateArray().ToArray();
        Assert.True(methods[0].GetProperty("importanceMissing").GetInt32() > 0);
        Assert.Empty(line.Measured);
        Assert.False(Directory.Exists(line["out"]));

        Assert.Equal(ExitCode.Done, Compare("1.1x", "uniform", Short));
        Assert.Equal(ExitCode.Done, Compare("1.1x,1.2x", "uniform", [.. Short, "--dry-run", "--json"]));
        Assert.Equal((2, 1, 1), (Missing("results"), Missing("resultsMissing"), Missing("trainingsMissing")));
        Assert.Equal(0, line.Json.GetProperty("methods")[0].GetProperty("latencyMissing").GetInt32());

        int Missing(string name) => line.Json.GetProperty(name).GetInt32();
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("DC2102", "1.2x", "simplex")]
    [InlineData("DC2102", "0.9x", "fit")]
    [InlineData("DC2102", "fast", "fit")]
    [InlineData("DC2104", ",", "fit")]
    [InlineData("DC2101", "1.2x", "fit", "--steps", "3")]
    [InlineData("DC2663", "1.2x", "fit", "--finetune", "--checkpoint", "state")]
    public void WhatMakesNoSenseIsSaidAtOnce(string code, string targets, string methods, params string[] more)
    {
        Assert.Equal(ExitCode.BadUsage, Compare(targets, methods, more));
        Assert.Contains($"error {code}: ", line.Error, StringComparison.Ordinal);
        Assert.Empty(line.Measured);
    }

    private JsonElement[] Results => [.. line.Json.GetProperty("results").EnumerateArray()];

    private static double Target(JsonElement row) => row.GetProperty("targetSpeedup").GetDouble();

    private int Operators(string name) => OnnxReader.Read(line[name], new DiagnosticSink()).Graph.Nodes.Length;

    private ExitCode Compare(string targets, string methods, params string[] more) => line.Run(["compare", line["model.onnx"], "--output-dir",
        line["out"], "--tables", line["tables.db"], "--targets", targets, "--methods", methods, .. Small, .. more]);

    public void Dispose() => line.Dispose();
}

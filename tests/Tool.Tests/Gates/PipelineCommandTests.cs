using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace DepthCompress.Tool.Tests.Gates;

/// <summary>Commands as a pipeline runs them: gates, reports and exit codes.</summary>
public sealed class PipelineCommandTests : IDisposable
{
    private static readonly string[] Data = ["--data", "synthetic:shapes10?size=16&count=40", "--preprocess", "mean=128;std=64"];
    private readonly CommandLine line = new();

    public PipelineCommandTests()
    {
        line.Write("a.onnx", TinyNetworks.Residual);
        line.Write("b.onnx", new Runtime.Zoo.ResidualNetwork { Input = new(3, 16, 16), Width = 2, Blocks = 2 }.Build());
    }

    [Fact]
    public void AMissedGateIsALineAnEntryAndAnExitCode()
    {
        Assert.Equal(ExitCode.Missed, line.Run("diff", line["a.onnx"], line["b.onnx"], "--fail-if", "parameters>1%,operators>1M", "--json"));
        Assert.Matches(@"b\.onnx : error DC2740: the gate 'parameters>1%' is missed: parameters is [0-9.]+% of the original's; [^\n]+\n$", line.Error);
        var gates = line.Json.GetProperty("gates").EnumerateArray().ToArray();
        Assert.Equal([false, true], gates.Select(gate => gate.GetProperty("passed").GetBoolean()));
        var (before, after) = (line.Json.GetProperty("before").GetProperty("parameters"), line.Json.GetProperty("after").GetProperty("parameters"));
        Assert.Equal((double)after.GetInt64() / before.GetInt64(), gates[0].GetProperty("measured").GetDouble());
        Assert.Equal(0.01, gates[0].GetProperty("limit").GetDouble());

        Assert.Equal(ExitCode.Done, line.Run("diff", line["a.onnx"], line["b.onnx"], "--fail-if", "operators>1M"));
        Assert.Matches(@"\n  passed: gate operators>1M \(operators is [0-9.e-]+M\)\n$", line.Output.ReplaceLineEndings("\n"));
        Assert.Equal("", line.Error);
    }

    [Fact]
    public void GatesOfAConfigurationAreThoseOfTheCommandUnlessItNamesOthers()
    {
        var config = line.Write("c.json", Encoding.UTF8.GetBytes("""{ "failIf": "speedup<2,depth>1" }"""));
        Assert.Equal(ExitCode.Missed, line.Run("diff", line["a.onnx"], line["b.onnx"], "--config", config));
        Assert.Contains("DC2740: the gate 'depth>1' is missed", line.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("speedup", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run("diff", line["a.onnx"], line["b.onnx"], "--config", config, "--fail-if", "depth>99"));
        Assert.Null(new Settings { FailIf = "depth>1" }.ToJson()["failIf"]);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void BenchAndVerifyWriteWhatBuildServersRead()
    {
        var (junit, sarif, summary, json) = (line["r.junit.xml"], line["r.sarif"], line["r.md"], line["r.json"]);
        string[] reports = ["--report", junit, "--report", sarif, "--report", summary, "--report", json];
        Assert.Equal(ExitCode.Missed, line.Run(["bench", line["a.onnx"], line["b.onnx"], "--fail-if", "speedupLow<1.0,speedup>1", .. reports]));
        Assert.Equal(["run True", "gate True", "gate False"], Cases(junit));
        Assert.Equal("gate 'speedup>1'", Assert.Single(Results(sarif)).GetProperty("message").GetProperty("text").GetString()![4..20]);
        Assert.Contains("| **failed** | gate: speedup>1 | speedup is ", File.ReadAllText(summary), StringComparison.Ordinal);
        using (var written = JsonDocument.Parse(File.ReadAllText(json)))
        {
            Assert.Equal("depthcompress/bench/1", written.RootElement.GetProperty("schema").GetString());
            Assert.True(written.RootElement.GetProperty("models")[1].GetProperty("facts").GetProperty("bytes").GetInt64() > 0);
        }

        Assert.Equal(ExitCode.Missed, line.Run(["verify", line["a.onnx"], line["b.onnx"], .. reports]));
        Assert.Equal(["run True", "output False"], Cases(junit));
        Assert.Equal("DC5002", Assert.Single(Results(sarif)).GetProperty("ruleId").GetString());
        Assert.Equal(ExitCode.Done, line.Run(["verify", line["a.onnx"], line["a.onnx"], "--fail-if", "errorRatio>1", .. reports]));
        Assert.Equal(["run True", "output True", "gate True"], Cases(junit));
        Assert.Empty(Results(sarif));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void QualityIsJudgedByTheMeasureThereIs()
    {
        string[] models = [line["a.onnx"], line["b.onnx"]];
        Assert.Equal(ExitCode.Missed, line.Run(["verify", .. models, "--approximate", "--fail-if", "agreement<99.9%", "--json", .. Data]));
        Assert.False(line.Json.GetProperty("gates")[0].GetProperty("passed").GetBoolean());
        Assert.Equal(ExitCode.BadUsage, line.Run(["verify", .. models, "--approximate", "--fail-if", "psnr<30", .. Data]));
        Assert.Contains("DC2733: the gate 'psnr<30' cannot be judged: psnr is not measured here, but accuracy, agreement", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, line.Run(["verify", .. models, "--fail-if", "accuracy<90%"]));
        Assert.Contains("'verify' without --approximate measures no accuracy", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Missed, line.Run(["eval", .. models, "--fail-if", "drop<100pp", "--json", .. Data]));
        Assert.Equal(ExitCode.BadUsage, line.Run(["eval", models[0], "--fail-if", "drop>1pp", .. Data]));
        Assert.Equal(ExitCode.BadUsage, line.Run("bench", models[0], "--fail-if", "speedup<1"));
        Assert.Empty(line.Measured);
    }

    [Fact]
    public void WhatFailsIsReportedAndWhatWasReportedBeforeIsGone()
    {
        var (junit, sarif) = (line["x.junit.xml"], line["x.sarif"]);
        File.WriteAllText(junit, "old");
        Assert.Equal(ExitCode.BadInput, line.Run("diff", line["a.onnx"], line["none.onnx"], "--report", junit, "--report", sarif, "--json"));
        var suite = XDocument.Parse(File.ReadAllText(junit)).Root!.Element("testsuite")!;
        Assert.Equal(("1", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("errors")!.Value));
        SarifSchema.Check(File.ReadAllText(sarif));
        Assert.StartsWith("DC1", Assert.Single(Results(sarif)).GetProperty("ruleId").GetString(), StringComparison.Ordinal);
        Assert.Equal("depthcompress/error/1", line.Json.GetProperty("schema").GetString());

        Assert.Equal(ExitCode.BadUsage, line.Run("diff", line["a.onnx"], line["b.onnx"], "--report", line["x.pdf"]));
        Assert.Contains("its name must end in .junit.xml, .sarif, .md or .json", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, line.Run("diff", line["a.onnx"], line["b.onnx"], "--report", line["no/folder/x.sarif"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ACompressionIsJudgedByItsGatesAndTellsPipelines()
    {
        var (junit, report) = (line["c.junit.xml"], line["c.json"]);
        var exit = line.Run(["compress", line["a.onnx"], "--speedup", "1.2x", "--calibration-count", "20", "--refit-count", "20", "--selection-count", "20",
            "--kernels", "3", "-o", line["small.onnx"], "--tables", line["t.db"], "-q", "--json", "--report", junit, "--report", report,
            "--fail-if", "speedup>1.01", .. Data]);
        Assert.Equal(ExitCode.Missed, exit);
        Assert.Equal("gate False", Cases(junit)[^1]);
        Assert.Contains("target True", Cases(junit));
        using var written = JsonDocument.Parse(File.ReadAllText(report));
        Assert.Equal(line.Json.GetRawText(), written.RootElement.GetRawText());
        Assert.Equal("speedup>1.01", line.Json.GetProperty("gates")[0].GetProperty("gate").GetString());
        Assert.True(File.Exists(line["small.onnx"]));
    }

    public void Dispose() => line.Dispose();

    private static string[] Cases(string file) => [.. XDocument.Parse(File.ReadAllText(file)).Descendants("testcase").Select(item =>
        $"{item.Attribute("classname")!.Value.Split('.')[^1]} {item.Element("failure") is null && item.Element("error") is null}")];

    private static JsonElement[] Results(string file)
    {
        SarifSchema.Check(File.ReadAllText(file));
        return [.. JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()];
    }
}

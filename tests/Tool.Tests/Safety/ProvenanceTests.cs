using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>Models say where they come from, and are found out where they are not what they say.</summary>
public sealed class ProvenanceTests : IDisposable
{
    private readonly CommandLine line = new();

    public ProvenanceTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsFact(Need.OnnxRuntime)]
    public void AnOptimizedModelIsWhatItSays()
    {
        Optimize();
        Assert.Equal(ExitCode.Done, line.Run("verify", "--provenance", line["made.onnx"], "--model", line["model.onnx"], "--json"));
        Assert.Equal("depthcompress/verify-provenance/1", line.Json.GetProperty("schema").GetString());
        Assert.Equal("optimize", line.Json.GetProperty("command").GetString());
        Assert.Equal(["unchanged since it was made", "made from the original"],
            line.Json.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("check").GetString()));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OneChangedWeightIsFound()
    {
        Optimize();
        var made = OnnxReader.Read(line["made.onnx"], new DiagnosticSink());
        var (value, tensor) = made.Graph.Initializers.First(entry => entry.Value.Element is ElementType.Float32 && entry.Value.Count > 3);
        var numbers = tensor.AsSpan<float>().ToArray();
        numbers[1] += 1e-3f;
        var initializers = made.Graph.Initializers.ToDictionary();
        initializers[value] = Tensor.Create<float>(tensor.Shape, numbers);
        var changed = Graph.Create(made.Graph.Name, made.Graph.Inputs, made.Graph.Nodes, made.Graph.Outputs, initializers);
        OnnxWriter.Write(made with { Graph = changed }, line["changed.onnx"]);

        Assert.Equal(ExitCode.Missed, line.Run("verify", "--provenance", line["changed.onnx"]));
        Assert.Contains("FAILED: unchanged since it was made", line.Output, StringComparison.Ordinal);
        Assert.Contains("error DC5042: unchanged since it was made: the model says ", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhereTensorsAreKeptChangesNothing()
    {
        Optimize();
        var made = OnnxReader.Read(line["made.onnx"], new DiagnosticSink());
        OnnxWriter.Write(made, line["outside.onnx"], new OnnxWriteOptions { ExternalData = true, ExternalThreshold = 16 });
        Assert.True(File.Exists(line["outside.onnx.data"]));
        Assert.Equal(ExitCode.Done, line.Run("verify", "--provenance", line["outside.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AModelMadeFromAnotherOriginalIsFound()
    {
        Optimize();
        line.Write("other.onnx", TinyNetworks.Linear);
        Assert.Equal(ExitCode.Missed, line.Run("verify", "--provenance", line["made.onnx"], "--model", line["other.onnx"]));
        Assert.Contains("error DC5042: made from the original: ", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ACompressedModelNamesItsPlanAndItsTables()
    {
        Assert.InRange(line.Run("compress", line["model.onnx"], "--speedup", "1.2x", "-o", line["made.onnx"], "--plan-out", line["p.json"], "--tables",
            line["t.db"], "-q", "--calibration-count", "16", "--refit-count", "16", "--selection-count", "8", "--longest-segment", "3"),
            ExitCode.Done, ExitCode.Missed);
        string[] check = ["verify", "--provenance", line["made.onnx"], "--model", line["model.onnx"], "--plan", line["p.json"], "--tables", line["t.db"]];
        Assert.True(line.Run(check) is ExitCode.Done, line.Output + line.Error);
        Assert.Equal(5, line.Output.Split("passed: ").Length - 1);

        // Comments and blanks are no decisions; segments are.
        var plan = File.ReadAllText(line["p.json"]);
        File.WriteAllText(line["p.json"], "// edited\n" + plan);
        Assert.Equal(ExitCode.Done, line.Run(check));
        File.WriteAllText(line["p.json"], plan.Replace("\"seed\": 0", "\"seed\": 1", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Missed, line.Run(check));
        Assert.Contains("error DC5042: made by the plan: ", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelThatSaysNothingIsNotProven()
    {
        Assert.Equal(ExitCode.Missed, line.Run("verify", "--provenance", line["model.onnx"]));
        Assert.Contains("error DC5040: ", line.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("""{"schema": "depthcompress/provenance/9", "tool": "1", "command": "x", "model": "y"}""")]
    [InlineData("""{"schema": "depthcompress/provenance/1"}""")]
    public void WhatCannotBeReadIsAnError(string entry)
    {
        OnnxWriter.Write(new Model(TinyNetworks.Linear, new OnnxShell()), line["odd.onnx"], new OnnxWriteOptions { Provenance = _ => entry });
        Assert.Equal(ExitCode.Missed, line.Run("verify", "--provenance", line["odd.onnx"]));
        Assert.Contains("error DC5041: ", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesAreNamedForACheckOnly()
    {
        Assert.Equal(ExitCode.BadUsage, line.Run("verify", line["model.onnx"], line["model.onnx"], "--plan", "p.json"));
        Assert.Contains("--plan is for --provenance", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, line.Run("verify", line["model.onnx"]));
    }

    private void Optimize() => Assert.Equal(ExitCode.Done, line.Run("optimize", line["model.onnx"], "-o", line["made.onnx"], "-q"));

    public void Dispose() => line.Dispose();
}

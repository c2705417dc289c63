using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>What the commands that change nothing say.</summary>
public sealed class ReportingTests : IDisposable
{
    private readonly CommandLine line = new();

    public ReportingTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsFact(Need.OnnxRuntime)]
    public void InspectListsTheLayerSites()
    {
        Assert.Equal(ExitCode.Done, line.Run("inspect", line["model.onnx"], "--json"));
        Assert.Equal("depthcompress/inspect/1", line.Json.GetProperty("schema").GetString());
        var chain = line.Json.GetProperty("chains")[0];
        Assert.Equal(13, chain.GetProperty("sites").GetArrayLength());
        Assert.Equal("stem", chain.GetProperty("sites")[0].GetProperty("name").GetString());
        Assert.Equal("3x3", chain.GetProperty("sites")[0].GetProperty("kernel").GetString());
        Assert.Equal(6, chain.GetProperty("spans").GetArrayLength());
        Assert.Equal("pooling", chain.GetProperty("end").GetProperty("reason").GetString());
        Assert.Equal(ExitCode.Done, line.Run("inspect", line["model.onnx"]));
        Assert.Contains("chain 1: 13 layer sites from 'input'; ends at 'pool': pooling", line.Output, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OptimizeFoldsEveryNormAndProvesIt()
    {
        Assert.Equal(ExitCode.Done, line.Run("optimize", line["model.onnx"], "-o", line["out.onnx"], "--json"));
        Assert.True(line.Json.GetProperty("verified").GetBoolean());
        var graph = OnnxReader.Read(line["out.onnx"], new DiagnosticSink()).Graph;
        Assert.DoesNotContain(graph.Nodes, node => node.Op is BatchNormalization);
        Assert.Equal(ExitCode.Done, line.Run("verify", line["model.onnx"], line["out.onnx"]));
        Assert.EndsWith("the networks compute the same", line.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void VerifyTellsNetworksApart()
    {
        line.Write("other.onnx", new Runtime.Zoo.ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 2, Seed = 2 }.Build());
        Assert.Equal(ExitCode.Missed, line.Run("verify", line["model.onnx"], line["other.onnx"], "--json"));
        Assert.False(line.Json.GetProperty("passed").GetBoolean());
        Assert.Contains("other.onnx : error DC5002: output 'logits' is off by ", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void VerifyComparesQualityWhereNumbersMayDiffer()
    {
        string[] data = ["--data", "synthetic:shapes10?size=16&count=40", "--preprocess", "mean=128;std=64", "--approximate", "--json"];
        Assert.Equal(ExitCode.Done, line.Run(["verify", line["model.onnx"], line["model.onnx"], "--max-drop", "0pp", .. data]));
        var quality = line.Json.GetProperty("qualities")[0];
        Assert.Equal("accuracy", quality.GetProperty("metric").GetString());
        Assert.Equal(quality.GetProperty("before").GetDouble(), quality.GetProperty("after").GetDouble());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void DiffCountsWhatChanged()
    {
        Assert.Equal(ExitCode.Done, line.Run("optimize", line["model.onnx"], "-o", line["out.onnx"]));
        Assert.Equal(ExitCode.Done, line.Run("diff", line["model.onnx"], line["out.onnx"], "--json"));
        var norms = line.Json.GetProperty("operators").GetProperty("BatchNormalization");
        Assert.Equal((15, 0), (norms[0].GetInt32(), norms[1].GetInt32()));
        Assert.Equal(line.Json.GetProperty("before").GetProperty("depth").GetInt32(),
            line.Json.GetProperty("after").GetProperty("depth").GetInt32());
        Assert.Equal(ExitCode.Done, line.Run("diff", line["model.onnx"], line["model.onnx"]));
        Assert.EndsWith("the structure is the same", line.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void BenchComparesInOneMeasurement()
    {
        line.Write("small.onnx", new Runtime.Zoo.ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 1 }.Build());
        Assert.Equal(ExitCode.Done, line.Run("bench", line["model.onnx"], line["small.onnx"], "--json"));
        Assert.Equal("depthcompress/bench/1", line.Json.GetProperty("schema").GetString());
        Assert.Equal(2, line.Json.GetProperty("models").GetArrayLength());
        Assert.True(line.Json.GetProperty("isFaster").GetBoolean());
        Assert.True(line.Json.GetProperty("speedup").GetDouble() > 1.2);
        Assert.Equal("counter", line.Json.GetProperty("device").GetString());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OpenSizesAreNamedOnTheCommandLine()
    {
        line.Write("anysize.onnx", TinyNetworks.AnySize);
        Assert.Equal(ExitCode.Done, line.Run("bench", line["anysize.onnx"], "--input-shape", "input=2x1x24x32"));
        Assert.Equal([2, 1, 24, 32], Assert.Single(line.Measured).Inputs[0].Shape);
        Assert.Equal(ExitCode.Done, line.Run("bench", line["anysize.onnx"], "--input-shape", "1x1x8x8"));
        Assert.Equal([1, 1, 8, 8], line.Measured[^1].Inputs[0].Shape);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void LatenciesGoOutAndComeInAsTheProgramsExchangeThem()
    {
        string[] tables = ["--tables", line["tables.db"], "-q"];
        Assert.Equal(ExitCode.Done, line.Run(["profile", line["model.onnx"], .. tables]));
        Assert.Equal(ExitCode.Done, line.Run(["tables", "export", line["model.onnx"], "--latencies", line["t.csv"], "--json", .. tables]));
        Assert.True(line.Json.GetProperty("files")[0].GetProperty("rows").GetInt32() > 4);
        Assert.StartsWith("id,st,end,time,stdev\n", File.ReadAllText(line["t.csv"]), StringComparison.Ordinal);
        var measured = line.Measured.Length;
        Assert.Equal(ExitCode.Done, line.Run(["plan", line["model.onnx"], "--latencies", line["t.csv"], "--json", "--data", "synthetic:shapes10?size=16&count=40", "--calibration-count", "20",
            "--selection-count", "10", .. tables]));
        Assert.Equal(measured, line.Measured.Length);
        Assert.True(line.Json.GetProperty("frontier").GetArrayLength() > 1);
    }

    [Fact]
    public void DataIsDescribedAndExported()
    {
        Assert.Equal(ExitCode.Done, line.Run("data", "describe", "synthetic:shapes10?count=20&size=16", "--json"));
        Assert.Equal(20, line.Json.GetProperty("count").GetInt32());
        Assert.Equal("3x16x16", line.Json.GetProperty("shape").GetString());
        Assert.Equal(ExitCode.Done,
            line.Run("data", "export", "synthetic:shapes10?count=20&size=16", "-o", line["i.npy"], "--labels", line["l.npy"]));
        Assert.Equal(ExitCode.Done, line.Run("data", "describe", $"npy:{line["i.npy"]}?labels={line["l.npy"]}", "--json"));
        Assert.Equal(20, line.Json.GetProperty("count").GetInt32());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheDoctorFindsTheEngine()
    {
        Assert.Equal(ExitCode.Done, line.Run("doctor", "--json"));
        Assert.True(line.Json.GetProperty("well").GetBoolean());
        Assert.Contains(line.Json.GetProperty("findings").EnumerateArray(), finding =>
            finding.GetProperty("subject").GetString() == "provider cuda");
    }

    public void Dispose() => line.Dispose();
}

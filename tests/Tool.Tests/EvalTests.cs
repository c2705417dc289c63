using System.Text.Json;

namespace DepthCompress.Tool.Tests;

public sealed class EvalTests : IDisposable
{
    private static readonly string[] Data = ["--data", "synthetic:shapes10?size=16&count=40", "--preprocess", "mean=128;std=64"];

    private readonly CommandLine line = new();

    public EvalTests() => line.Write("model.onnx", TinyNetworks.Residual);

    [NeedsFact(Need.OnnxRuntime)]
    public void OneModelHasItsAccuracyAndAnInterval()
    {
        Assert.Equal(ExitCode.Done, line.Run(["eval", line["model.onnx"], "--json", .. Data]));
        Assert.Equal("depthcompress/eval/1", line.Json.GetProperty("schema").GetString());
        Assert.Equal(40, line.Json.GetProperty("samples").GetInt32());
        var quality = line.Json.GetProperty("models")[0].GetProperty("qualities")[0];
        Assert.Equal("accuracy", quality.GetProperty("metric").GetString());
        var value = quality.GetProperty("value").GetDouble();
        Assert.True(quality.GetProperty("low").GetDouble() < value && value < quality.GetProperty("high").GetDouble());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheBatchChangesNothing()
    {
        Assert.Equal(ExitCode.Done, line.Run(["eval", line["model.onnx"], .. Data]));
        var whole = line.Output;
        Assert.Equal(ExitCode.Done, line.Run(["eval", line["model.onnx"], "--batch", "7", .. Data]));
        Assert.Equal(whole, line.Output);
        Assert.Contains("40 samples of synthetic:shapes10?size=16&count=40 | mean=128;std=64", line.Output, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OthersAreComparedWithTheFirst()
    {
        line.Write("other.onnx", new Runtime.Zoo.ResidualNetwork { Input = new(3, 16, 16), Width = 4, Blocks = 2, Seed = 2 }.Build());
        Assert.Equal(ExitCode.Done, line.Run(["eval", line["model.onnx"], line["model.onnx"], line["other.onnx"], "--json", .. Data]));
        var models = line.Json.GetProperty("models").EnumerateArray().ToArray();
        Assert.Empty(models[0].GetProperty("againstFirst").EnumerateArray());
        Assert.Equal(["accuracy", "agreement"], Against(models[1], "metric").Select(name => name.GetString()));
        Assert.Equal(1, Against(models[1], "after").Last().GetDouble());
        var agreement = models[2].GetProperty("againstFirst")[1];
        Assert.True(agreement.GetProperty("after").GetDouble() < 1);
        Assert.Equal(1, agreement.GetProperty("before").GetDouble());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AMeasureIsChosenByItsName()
    {
        Assert.Equal(ExitCode.Done, line.Run(["eval", line["model.onnx"], "--metric", "loss", "--json", .. Data]));
        var quality = Assert.Single(line.Json.GetProperty("models")[0].GetProperty("qualities").EnumerateArray());
        Assert.Equal("loss", quality.GetProperty("metric").GetString());
        Assert.True(quality.GetProperty("value").GetDouble() < 0);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void NothingIsSaidOfOneModelWithoutAnswers()
    {
        string[] noise = ["--data", "synthetic:noise?channels=3&height=16&width=16&count=40", "--preprocess", "unit"];
        Assert.Equal(ExitCode.BadUsage, line.Run(["eval", line["model.onnx"], .. noise]));
        Assert.Contains("error DC2109: 'quality' cannot be measured here: ", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run(["eval", line["model.onnx"], line["model.onnx"], .. noise]));
        Assert.Contains("agreement", line.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> Against(JsonElement model, string name) =>
        model.GetProperty("againstFirst").EnumerateArray().Select(quality => quality.GetProperty(name));

    public void Dispose() => line.Dispose();
}

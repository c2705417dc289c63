using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>The networks of the papers have the sizes of the papers.</summary>
public sealed class ZooCommandTests : IDisposable
{
    private readonly CommandLine line = new();

    /// <summary>
    /// Convolutions, parameters and multiply-accumulates. The papers print ResNet-20 … -110 with 0.27, 0.46, 0.85 and 1.7 million
    /// parameters (He et al. 2016, table 6); the other figures are those of the implementations that publish weights: ResNet-18, -34, -50
    /// 11.69, 21.80, 25.56 M and 1.8, 3.7, 4.1 G; MobileNetV2 3.50 M and 0.30 G, 1.4 6.11 M and 0.58 G (Sandler et al. 2018: 3.4 and 6.9 M,
    /// 0.30 and 0.585 G); VGG19 143.67 M and 19.6 G (Simonyan and Zisserman 2014: 144 M), 20.04 M with batch norm for small images;
    /// EfficientNet-Lite0 4.65 M and 0.385 G; diffusion 35.7 M (Ho et al. 2020) and 6.1 G.
    /// </summary>
    public static TheoryData<string, int, long, long> Sizes => new()
    {
        { "resnet20", 19, 269722, 40551040 },
        { "resnet32", 31, 464154, 68862592 },
        { "resnet56", 55, 853018, 125485696 },
        { "resnet110", 109, 1727962, 252887680 },
        { "resnet18", 20, 11689512, 1814073344 },
        { "resnet34", 36, 21797672, 3663761408 },
        { "resnet50", 53, 25557032, 4089184256 },
        { "mobilenetv2", 52, 3504872, 300774272 },
        { "mobilenetv2-1.4", 52, 6108776, 582195824 },
        { "mobilenetv2-cifar", 52, 2236682, 87976448 },
        { "vgg9", 8, 281842, 32529408 },
        { "vgg19-cifar", 16, 20029514, 398136320 },
        { "vgg19-bn-cifar", 16, 20040522, 398136320 },
        { "vgg19", 16, 143667240, 19632062464 },
        { "vgg19-bn", 16, 143678248, 19632062464 },
        { "efficientnet-lite0", 49, 4652008, 385187552 },
        { "ddpm-cifar10", 89, 35746307, 6053953536 },
    };

    [Fact]
    public void NetworksHaveTheirPublishedSizes()
    {
        Assert.Equal(ExitCode.Done, line.Run("zoo", "--json"));
        Assert.Equal("depthcompress/zoo/1", line.Json.GetProperty("schema").GetString());
        var listed = line.Json.GetProperty("networks").EnumerateArray().Select(network => (
            Text(network, "name"), network.GetProperty("convolutions").GetInt32(), network.GetProperty("parameters").GetInt64(),
            network.GetProperty("multiplyAccumulates").GetInt64()));
        Assert.Equal(Sizes.Select(row => ((string)row[0], (int)row[1], (long)row[2], (long)row[3])), listed);
    }

    [Fact]
    public void TheListIsReadable()
    {
        Assert.Equal(ExitCode.Done, line.Run("zoo"));
        Assert.Contains(
            "\nresnet56            3x32x32         10            55     853.0 k  125.49 M  ResNet-56 for small images", line.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ANetworkIsWrittenAsAskedFor()
    {
        var path = line["small.onnx"];
        Assert.Equal(
            ExitCode.Done,
            line.Run("zoo", "resnet20", "-o", path, "--width", "0.5", "--classes", "4", "--input", "1x20x24", "--seed", "3"));
        Assert.Equal($"resnet20 written to {path}: 19 convolutions, 67.7 k parameters, 4.73 M multiply-accumulates\n", line.Output);
        var graph = OnnxReader.Read(path, new DiagnosticSink()).Graph;
        Assert.Equal("f32[N,1,20,24]", $"{graph.TypeOf(graph.Inputs[0])}");
        Assert.Equal("f32[N,4]", $"{graph.TypeOf(graph.Outputs[0].Value)}");
        Assert.Equal(ExitCode.BadInput, line.Run("zoo", "resnet20", "-o", path));
        Assert.Equal(ExitCode.Done, line.Run("zoo", "resnet20", "-o", path, "--force", "--json"));
        Assert.Equal(269722, line.Json.GetProperty("parameters").GetInt64());
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("resnet20", "0.125", 19, 9)]
    [InlineData("resnet18", "0.125", 16, 8)]
    [InlineData("resnet50", "0.125", 48, 16)]
    [InlineData("mobilenetv2-cifar", "1", 52, 10)]
    [InlineData("vgg9", "0.125", 3, 0)]
    [InlineData("vgg19", "0.125", 4, 0)]
    [InlineData("efficientnet-lite0", "1", 49, 9)]
    [InlineData("ddpm-cifar10", "0.125", 2, 0)]
    public void TheyHoldChainsToShorten(string name, string width, int longest, int skips)
    {
        Assert.Equal(ExitCode.Done, line.Run("zoo", name, "-o", line["model.onnx"], "--width", width, "--input", "3x32x32"));
        Assert.Equal(ExitCode.Done, line.Run("inspect", line["model.onnx"], "--json"));
        var chains = line.Json.GetProperty("chains").EnumerateArray().ToArray();
        Assert.Equal(longest, chains.Max(chain => chain.GetProperty("sites").GetArrayLength()));
        Assert.Equal(skips, chains.Sum(chain => chain.GetProperty("spans").GetArrayLength()));
    }

    [Theory]
    [InlineData("zoo alexnet", "DC2031: no such network; there are resnet20, ")]
    [InlineData("zoo resnet20 --width 0", "DC2102: --width cannot be '0'")]
    [InlineData("zoo resnet20 --classes none", "DC2102: --classes cannot be 'none'")]
    [InlineData("zoo resnet20 --input 32x32", "DC2102: --input cannot be '32x32'")]
    [InlineData("zoo resnet20 --seed -1", "DC2102: --seed cannot be '-1'")]
    [InlineData("zoo ddpm-cifar10 --classes 10", "DC2030: cannot be built for 10 classes: the network is no classifier")]
    public void WhatIsWrongIsBadUsage(string words, string message)
    {
        Assert.Equal(ExitCode.BadUsage, line.Run([.. words.Split(' '), "-o", line["model.onnx"]]));
        Assert.Contains(message, line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(line["model.onnx"]));
    }

    public void Dispose() => line.Dispose();

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
}

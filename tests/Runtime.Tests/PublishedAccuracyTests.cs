using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;
using DepthCompress.Runtime.Importance;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Tests;

/// <summary>Reader, data, preprocessing, engine and metrics together must give the counts that the models were published with.</summary>
public sealed class PublishedAccuracyTests
{
    [NeedsTheory(Need.Data, Need.Models, Need.OnnxRuntime)]
    [InlineData("resnet8_cifar10_bn.onnx", "raw", 763)]
    [InlineData("mobilenetv2_035_cifar10jpeg_bn.onnx", "up2", 817)]
    [InlineData("vgg9_cifar10jpeg_folded.onnx", "in", 825)]
    [InlineData("resnet20_cifar10jpeg_bn.onnx", "in", 879)]
    public void TheFirstThousandTestImages(string model, string preprocessing, int right)
    {
        var scores = Measure(model, $"cifar10:{SharedFolder.Data}?first=1000", preprocessing, new AccuracyMetric());
        Assert.Equal((1000, right), (scores.Count, scores.Sum()));
    }

    [NeedsTheory(Need.Data, Need.Models, Need.OnnxRuntime)]
    [InlineData("resnet20_cifar10_folded.onnx", "in", 94)]
    [InlineData("resnet8_cifar10_bn.onnx", "raw", 88)]
    public void TheLosslessTestImages(string model, string preprocessing, int right)
    {
        var scores = Measure(model, $"cifar10:{SharedFolder.DataFile("cifar10/test-lossless-100.bin.gz")}", preprocessing, new AccuracyMetric());
        Assert.Equal((100, right), (scores.Count, scores.Sum()));
    }

    [NeedsFact(Need.Data, Need.Models, Need.OnnxRuntime)]
    public void TheDenoiserDenoises()
    {
        // Noise of 25 / 255 alone is 20.17 dB; on other images than these the network is published with 30.44 dB.
        var source = $"imagenet-sample:{SharedFolder.Data}?first=4";
        var decibels = Measure("dncnn25_denoise.onnx", source, "gray-noise25;crop=96", new PsnrMetric());
        Assert.InRange(decibels.Average(), 28, 34);
    }

    [NeedsFact(Need.Data, Need.Models, Need.OnnxRuntime)]
    public void TheEnlargerBeatsBicubic()
    {
        var source = DataSources.Open($"imagenet-sample:{SharedFolder.Data}?first=4");
        var batch = Batches.Open(source, Preprocessing.Parse("luma-x2;crop=96"), 4)[0];
        var enlarged = OnnxReader.Read(SharedFolder.Model("vdsr_superres.onnx"), new()).Graph;
        var output = new OrtExecutor().Run(enlarged, batch.Input)[0];
        var bicubic = Metrics.PeakSignalToNoise(batch.Input, batch.Target!, border: 2);
        var network = Metrics.PeakSignalToNoise(output, batch.Target!, border: 2);
        Assert.All(network.Zip(bicubic), pair => Assert.InRange(pair.First - pair.Second, 1, 10));
    }

    /// <summary>The network compared with itself: all that is of interest is what it gets right.</summary>
    private static List<double> Measure(string model, string data, string preprocessing, IQualityMetric metric)
    {
        var graph = OnnxReader.Read(SharedFolder.Model(model), new()).Graph;
        var batches = Batches.Open(DataSources.Open(data), Preprocessing.Parse(preprocessing), 100);
        batches.Fit(graph.NameOf(graph.Inputs[0]), graph.TypeOf(graph.Inputs[0])!);
        using var session = new OrtExecutor(new() { Threads = 2 }).Open(graph);
        var scores = new List<double>();
        foreach (var batch in batches.ToCalibrationSet().Batches)
        {
            var outputs = session.Run(batch.Inputs.AsSpan());
            scores.AddRange(metric.Score(outputs, outputs, batch));
        }

        return scores;
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;
using DepthCompress.Runtime.Importance;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Runtime.Tests;

public sealed class ZooFitTests
{
    private static readonly OrtExecutor Executor = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void CalibratedNormsMakeTheirScaleTheDeviationAndTheirShiftTheMean()
    {
        var batches = Shapes(40, "in");
        ImmutableArray<Tensor> inputs = [.. batches.Select(batch => batch.Input)];
        var graph = NormCalibration.Run(new ResidualNetwork { Width = 4, Blocks = 1 }.Build(), Executor, inputs);
        foreach (var node in graph.Nodes.Where(node => node.Op is BatchNormalization))
        {
            using var session = Executor.Open(graph, [node.Output]);
            var outputs = inputs.SelectMany(input => Channel0(session.Run(input)[0])).ToArray();
            Assert.Equal(graph.Initializers[node.Inputs[2]!].AsSpan<float>()[0], outputs.Average(), 1e-3);
            var deviation = Math.Sqrt(outputs.Average(number => Math.Pow(number - outputs.Average(), 2)));
            Assert.Equal(graph.Initializers[node.Inputs[1]!].AsSpan<float>()[0], deviation, 1e-2);
        }
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AHeadWithAsManyFeaturesAsImagesFitsThemAll()
    {
        var batches = Shapes(20, "in");
        var graph = RidgeHead.Fit(new PlainNetwork { Width = 8, Depths = [1, 1, 1] }.Build(), Executor, batches, lambda: 1e-9);
        var scores = Executor.Run(graph, batches[0].Input)[0];
        Assert.All(Metrics.Correct(scores, batches[0].Labels.AsSpan()), Assert.True);
        Assert.Equal(RidgeHead.Gain, scores.AsSpan<float>()[batches[0].Labels[0]], 0.5);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ARandomNetworkWithAFittedHeadKnowsShapesItHasNotSeen()
    {
        var gray = Preprocessing.Parse("color=gray;mean=128;std=64");
        var splits = DataSplits.Open("synthetic:shapes10?count=200&noise=0", 600, 0, new());
        var network = new PlainNetwork { Input = new(1, 32, 32), Depths = [2, 1, 1], RandomShare = 0.3 }.Build();
        var training = Batches.Open(splits.Calibration, gray, 100);
        var graph = RidgeHead.Fit(NormCalibration.Run(network, Executor, [training[0].Input]), Executor, training);
        using var session = Executor.Open(graph);
        var correct = Batches.Open(splits.Test, gray, 100)
            .SelectMany(batch => Metrics.Correct(session.Run(batch.Input)[0], batch.Labels.AsSpan()));
        Assert.InRange(correct.Average(right => right ? 1.0 : 0.0), 0.32, 1);
    }

    [Fact]
    public void OnlyClassifiersAndLabeledImagesHaveAHead()
    {
        var denoising = new DenoisingNetwork { Width = 2, Depth = 2 }.Build();
        Assert.Throws<ArgumentException>(() => RidgeHead.Fit(denoising, Executor, Shapes(1, "raw")));
        var noise = Batches.Open(DataSources.Open("synthetic:noise"), Preprocessing.Raw, 1);
        Assert.Throws<ArgumentException>(() => RidgeHead.Fit(new PlainNetwork().Build(), Executor, noise));
    }

    private static Batches Shapes(int count, string preprocessing) =>
        Batches.Open(DataSources.Open($"synthetic:shapes10?count={count}"), Preprocessing.Parse(preprocessing), 20);

    private static IEnumerable<double> Channel0(Tensor tensor)
    {
        var (numbers, area) = (tensor.ToDoubles(), tensor.Shape[2..].Product);
        return Enumerable.Range(0, tensor.Shape[0]).SelectMany(sample => numbers.Skip(sample * tensor.Shape[1] * area).Take(area));
    }
}

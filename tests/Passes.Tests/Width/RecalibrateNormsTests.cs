using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Statistics as training would find them.</summary>
public sealed class RecalibrateNormsTests
{
    [NeedsFact(Need.OnnxRuntime)]
    public void EveryNormalizationGivesMeanAndVarianceOfItsKind()
    {
        var net = new NetworkText();
        var first = net.Norm(net.Conv("%x", 5));
        var second = net.Norm(net.Conv(net.Relu(first), 3));
        var graph = net.Ends(first, second);
        var executor = new OrtExecutor();
        var samples = new CalibrationSet([new CalibrationBatch(new RandomInputs { Batch = 6 }.For(graph))], "noise");

        var after = RecalibrateNorms.Apply(graph, executor, samples);

        GraphAssert.Sound(after);
        var results = executor.Run(after, samples.Batches[0].Inputs.AsSpan());
        foreach (var (result, node) in results.Zip(after.Nodes.Where(node => node.Op is BatchNormalization)))
        {
            var (scale, shift) = (after.Initializers[node.Inputs[1]!].ToDoubles(), after.Initializers[node.Inputs[2]!].ToDoubles());
            var numbers = result.ToDoubles();
            var (channels, inner) = (result.Shape[1], result.Shape[2..].Product);
            for (var channel = 0; channel < channels; channel++)
            {
                var own = numbers.Where((_, index) => index / inner % channels == channel).ToList();
                var mean = own.Average();
                Assert.Equal(shift[channel], mean, 4);
                Assert.Equal(scale[channel] * scale[channel], own.Average(number => (number - mean) * (number - mean)), 3);
            }
        }
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ANetworkWithoutNormalizationIsLeftAlone()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv("%x", 3));

        Assert.Same(graph, RecalibrateNorms.Apply(graph, new OrtExecutor(), new CalibrationSet(
            [new CalibrationBatch(new RandomInputs().For(graph))], "noise")));
    }
}

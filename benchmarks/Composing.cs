using BenchmarkDotNet.Attributes;
using DepthCompress.GraphIR;

namespace DepthCompress.Benchmarks;

/// <summary>Kernels of the sizes that MobileNetV2 and VGG bring, composed in double precision.</summary>
[MemoryDiagnoser]
public class Composing
{
    private ConvKernel _first = ConvKernel.Identity(1, 2);
    private ConvKernel _next = ConvKernel.Identity(1, 2);
    private ConvKernel _last = ConvKernel.Identity(1, 2);

    /// <summary>What is composed.</summary>
    [Params("bottleneck", "head", "spatial")]
    public string Segment { get; set; } = "";

    /// <summary>Draws the weights.</summary>
    [GlobalSetup]
    public void Draw() => (_first, _next, _last) = Segment switch
    {
        "bottleneck" => (Layer(160, 960, 1, 1), Layer(960, 960, 3, 960), Layer(960, 160, 1, 1)),
        "head" => (Layer(320, 1280, 1, 1), Layer(1280, 1280, 1, 1280), Layer(1280, 320, 1, 1)),
        _ => (Layer(512, 512, 3, 1), Layer(512, 512, 3, 1), Layer(512, 512, 3, 1)),
    };

    /// <summary>Three layers to one.</summary>
    [Benchmark]
    public ConvKernel Merge() => _first.Then(_next).Then(_last);

    private static ConvKernel Layer(int inputs, int outputs, int size, int groups)
    {
        var random = new Random(inputs + outputs);
        return new ConvKernel
        {
            Weight = Tensor.Build<double>([outputs, inputs / groups, size, size], weights =>
            {
                for (var i = 0; i < weights.Length; i++)
                {
                    weights[i] = random.NextDouble() - 0.5;
                }
            }),
            Bias = Tensor.Zeros(ElementType.Float64, [outputs]),
            Window = Window.Of([size, size]),
            Groups = groups,
        };
    }
}

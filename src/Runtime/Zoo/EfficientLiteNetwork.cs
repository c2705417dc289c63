using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// EfficientNet-Lite0: EfficientNet-B0 (Tan and Le 2019) without squeeze-excite and with ReLU6, so inverted residual blocks with 3x3 and
/// 5x5 filters. Stem and last layer keep their width whatever the others are multiplied by.
/// </summary>
public sealed record EfficientLiteNetwork
{
    private const int Stem = 32;
    private const int Features = 1280;

    private static readonly ImmutableArray<(int Expansion, int Channels, int Blocks, int Kernel, int Stride)> Stages =
    [
        (1, 16, 1, 3, 1), (6, 24, 2, 3, 2), (6, 40, 2, 5, 2), (6, 80, 3, 3, 2), (6, 112, 3, 5, 1), (6, 192, 4, 5, 2), (6, 320, 1, 3, 1),
    ];

    /// <summary>The images.</summary>
    public ImageShape Input { get; init; } = new(3, 224, 224);

    /// <summary>What the widths of the blocks are multiplied by; they are then rounded to multiples of 8.</summary>
    public double Width { get; init; } = 1;

    public int Classes { get; init; } = 1000;

    public InitialWeights Weights { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>The network, from <c>input</c> to <c>logits</c>.</summary>
    public Graph Build()
    {
        var network = new NetworkBuilder("efficient-lite", Seed, Weights);
        var blocks = new InvertedResiduals(network, gain: Weights == InitialWeights.Varied ? 0.7 : 1);
        var x = blocks.Layer("stem", network.Input(Input), Stem, kernel: 3, stride: 2);
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var (expansion, channels, count, kernel, stride) = Stages[stage];
            for (var i = 0; i < count; i++)
            {
                var outputs = InvertedResiduals.Rounded(channels * Width);
                x = blocks.Block($"stage{stage + 1}.block{i + 1}", x, expansion, outputs, kernel, i == 0 ? stride : 1);
            }
        }

        return network.ToGraph("logits", network.Classify(blocks.Layer("features", x, Features, kernel: 1), Classes));
    }
}

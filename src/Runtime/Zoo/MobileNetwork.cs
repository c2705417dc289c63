using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// MobileNetV2 (Sandler et al. 2018): inverted residual blocks that widen with 1x1, filter each channel with 3x3 and narrow with 1x1,
/// with an identity shortcut where size and width stay.
/// </summary>
public sealed record MobileNetwork
{
    private static readonly ImmutableArray<(int Expansion, int Channels, int Blocks, int Stride)> Stages =
    [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ];

    /// <summary>The images.</summary>
    public ImageShape Input { get; init; } = new(3, 64, 64);

    /// <summary>What all widths are multiplied by; they are then rounded to multiples of 8.</summary>
    public double Width { get; init; } = 0.35;

    /// <summary>What the blocks of a stage are multiplied by; at least one stays.</summary>
    public double Depth { get; init; } = 1;

    /// <summary>Channels before the linear layer.</summary>
    public int Features { get; init; } = 1280;

    /// <summary>Whether the first two halvings are left out, as is usual for images of 32x32.</summary>
    public bool IsForSmallImages { get; init; }

    public int Classes { get; init; } = 10;

    public InitialWeights Weights { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>The network, from <c>input</c> to <c>logits</c>.</summary>
    public Graph Build()
    {
        var network = new NetworkBuilder("mobile", Seed, Weights);
        var blocks = new InvertedResiduals(network, gain: Weights == InitialWeights.Varied ? 0.7 : 1);
        var stem = InvertedResiduals.Rounded(32 * Width);
        var x = blocks.Layer("stem", network.Input(Input), stem, kernel: 3, stride: IsForSmallImages ? 1 : 2);
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var (expansion, channels, count, halving) = Stages[stage];
            for (var i = 0; i < Math.Max(1, (int)Math.Round(count * Depth)); i++)
            {
                var stride = i > 0 || (stage == 1 && IsForSmallImages) ? 1 : halving;
                x = blocks.Block(
                    $"stage{stage + 1}.block{i + 1}", x, expansion, InvertedResiduals.Rounded(channels * Width), kernel: 3, stride);
            }
        }

        return network.ToGraph("logits", network.Classify(blocks.Layer("features", x, Features, kernel: 1), Classes));
    }
}

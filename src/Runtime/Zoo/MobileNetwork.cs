using DepthCompress.GraphIR;

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

    /// <summary>Rows and columns of the input.</summary>
    public int Size { get; init; } = 64;

    /// <summary>What all widths are multiplied by; they are then rounded to multiples of 8.</summary>
    public double Width { get; init; } = 0.35;

    /// <summary>What the blocks of a stage are multiplied by; at least one stays.</summary>
    public double Depth { get; init; } = 1;

    /// <summary>Channels before the linear layer.</summary>
    public int Features { get; init; } = 1280;

    /// <summary>Channels of the image.</summary>
    public int Channels { get; init; } = 3;

    public int Classes { get; init; } = 10;

    public int Seed { get; init; } = 1;

    /// <summary>The network, from <c>input</c> to <c>logits</c>.</summary>
    public Graph Build()
    {
        var network = new NetworkBuilder("mobile", Seed);
        var x = Layer(network, "stem", network.Input(Channels, Size, Size), Rounded(32), kernel: 3, stride: 2);
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var (expansion, channels, blocks, stride) = Stages[stage];
            for (var block = 0; block < Math.Max(1, (int)Math.Round(blocks * Depth)); block++)
            {
                x = Block(network, $"stage{stage + 1}.block{block + 1}", x, expansion, Rounded(channels), block == 0 ? stride : 1);
            }
        }

        return network.ToGraph("logits", network.Classify(Layer(network, "features", x, Features, kernel: 1), Classes));
    }

    private static Value Block(NetworkBuilder network, string block, Value x, int expansion, int outputs, int stride)
    {
        var inputs = network.ChannelsOf(x);
        var wide = expansion == 1 ? x : Layer(network, $"{block}.expand", x, expansion * inputs, kernel: 1);
        wide = Layer(network, $"{block}.depthwise", wide, expansion * inputs, kernel: 3, stride, groups: expansion * inputs);
        var narrow = network.Norm($"{block}.project.norm", network.Conv($"{block}.project", wide, outputs, kernel: 1, gain: 0.7));
        return stride == 1 && inputs == outputs ? network.Add($"{block}.add", narrow, x) : narrow;
    }

    private static Value Layer(NetworkBuilder network, string layer, Value x, int outputs, int kernel, int stride = 1, int groups = 1) =>
        network.Relu6($"{layer}.relu", network.Norm($"{layer}.norm", network.Conv(layer, x, outputs, kernel, stride, groups)));

    /// <summary>To a multiple of 8, at least 8, and never down by more than a tenth.</summary>
    private int Rounded(int channels)
    {
        var wanted = channels * Width;
        var rounded = Math.Max(8, (int)(wanted + 4) / 8 * 8);
        return rounded < 0.9 * wanted ? rounded + 8 : rounded;
    }
}

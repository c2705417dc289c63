using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// A residual network for small images (He et al. 2016): a 3x3 convolution, three stages of blocks of one width each, doubled and halved
/// in size from stage to stage, pooling and one linear layer. A block that changes the size has a strided 1x1 convolution as its shortcut.
/// </summary>
public sealed record ResidualNetwork
{
    private const int Stages = 3;
    private const int Expansion = 4;

    /// <summary>Rows and columns of the input.</summary>
    public int Size { get; init; } = 32;

    /// <summary>Channels of the first stage.</summary>
    public int Width { get; init; } = 16;

    /// <summary>Blocks of a stage: 3 make ResNet-20, 9 make ResNet-56.</summary>
    public int Blocks { get; init; } = 3;

    /// <summary>Whether a block narrows with 1x1, filters with 3x3 and widens fourfold, instead of filtering twice with 3x3.</summary>
    public bool IsBottleneck { get; init; }

    /// <summary>Channels of the image.</summary>
    public int Channels { get; init; } = 3;

    public int Classes { get; init; } = 10;

    public int Seed { get; init; } = 1;

    /// <summary>The network, from <c>input</c> to <c>logits</c>.</summary>
    public Graph Build()
    {
        var network = new NetworkBuilder(IsBottleneck ? "bottleneck" : "residual", Seed);
        var x = network.Relu("stem.relu", network.Norm("stem.norm", network.Conv("stem", network.Input(Channels, Size, Size), Width)));
        for (var stage = 0; stage < Stages; stage++)
        {
            for (var block = 0; block < Blocks; block++)
            {
                x = Block(network, $"stage{stage + 1}.block{block + 1}", x, Width << stage, stride: stage > 0 && block == 0 ? 2 : 1);
            }
        }

        return network.ToGraph("logits", network.Classify(x, Classes));
    }

    private Value Block(NetworkBuilder network, string block, Value x, int width, int stride)
    {
        var outputs = IsBottleneck ? Expansion * width : width;
        var branch = IsBottleneck
            ? Narrow(network, block, x, width, stride)
            : network.Relu($"{block}.relu1", network.Norm($"{block}.norm1", network.Conv($"{block}.conv1", x, width, stride: stride)));
        var last = IsBottleneck ? 3 : 2;
        branch = network.Conv($"{block}.conv{last}", branch, outputs, kernel: IsBottleneck ? 1 : 3, gain: 0.5);
        branch = network.Norm($"{block}.norm{last}", branch);
        var shortcut = stride == 1 && network.ChannelsOf(x) == outputs
            ? x
            : network.Norm($"{block}.shortcut.norm", network.Conv($"{block}.shortcut", x, outputs, kernel: 1, stride: stride));
        return network.Relu($"{block}.relu", network.Add($"{block}.add", branch, shortcut));
    }

    private static Value Narrow(NetworkBuilder network, string block, Value x, int width, int stride)
    {
        x = network.Relu($"{block}.relu1", network.Norm($"{block}.norm1", network.Conv($"{block}.conv1", x, width, kernel: 1)));
        return network.Relu($"{block}.relu2", network.Norm($"{block}.norm2", network.Conv($"{block}.conv2", x, width, stride: stride)));
    }
}

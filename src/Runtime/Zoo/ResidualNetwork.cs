using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// A residual network for small images (He et al. 2016): a 3x3 convolution, three stages of blocks of one width each, doubled and halved
/// in size from stage to stage, pooling and one linear layer.
/// </summary>
public sealed record ResidualNetwork
{
    private const int Stages = 3;

    /// <summary>The images.</summary>
    public ImageShape Input { get; init; } = new(3, 32, 32);

    /// <summary>Channels of the first stage.</summary>
    public int Width { get; init; } = 16;

    /// <summary>Blocks of a stage: 3, 5, 9 and 18 make ResNet-20, -32, -56 and -110.</summary>
    public int Blocks { get; init; } = 3;

    /// <summary>Whether a block narrows with 1x1, filters with 3x3 and widens fourfold, instead of filtering twice with 3x3.</summary>
    public bool IsBottleneck { get; init; }

    /// <summary>Beside a block that changes the size; the published networks pad.</summary>
    public ResidualShortcut Shortcut { get; init; }

    public int Classes { get; init; } = 10;

    public InitialWeights Weights { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>The network, from <c>input</c> to <c>logits</c>.</summary>
    public Graph Build()
    {
        var network = new NetworkBuilder(IsBottleneck ? "bottleneck" : "residual", Seed, Weights);
        var blocks = new ResidualBlocks(network, Shortcut, gain: Weights == InitialWeights.Varied ? 0.5 : 1);
        var x = network.Relu("stem.relu", network.Norm("stem.norm", network.Conv("stem", network.Input(Input), Width)));
        for (var stage = 0; stage < Stages; stage++)
        {
            for (var i = 0; i < Blocks; i++)
            {
                var (block, stride) = ($"stage{stage + 1}.block{i + 1}", stage > 0 && i == 0 ? 2 : 1);
                x = IsBottleneck ? blocks.Bottleneck(block, x, Width << stage, stride) : blocks.Basic(block, x, Width << stage, stride);
            }
        }

        return network.ToGraph("logits", network.Classify(x, Classes));
    }
}

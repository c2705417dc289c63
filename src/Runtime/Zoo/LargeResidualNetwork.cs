using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// A residual network for large images (He et al. 2016): a strided 7x7 convolution, max-pooling, four stages of blocks, pooling and one
/// linear layer. A bottleneck has its stride in the 3x3 convolution, as in every implementation since.
/// </summary>
public sealed record LargeResidualNetwork
{
    /// <summary>The images.</summary>
    public ImageShape Input { get; init; } = new(3, 224, 224);

    /// <summary>Channels of the first stage.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Blocks of each stage: 2, 2, 2, 2 make ResNet-18; 3, 4, 6, 3 make ResNet-34 and, as bottlenecks, ResNet-50.</summary>
    public Dims Blocks { get; init; } = [2, 2, 2, 2];

    /// <summary>Whether a block narrows with 1x1, filters with 3x3 and widens fourfold, instead of filtering twice with 3x3.</summary>
    public bool IsBottleneck { get; init; }

    public int Classes { get; init; } = 1000;

    public InitialWeights Weights { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>The network, from <c>input</c> to <c>logits</c>.</summary>
    public Graph Build()
    {
        var network = new NetworkBuilder(IsBottleneck ? "bottleneck" : "residual", Seed, Weights);
        var blocks = new ResidualBlocks(network, ResidualShortcut.Projection, gain: Weights == InitialWeights.Varied ? 0.5 : 1);
        var x = network.Conv("stem", network.Input(Input), Width, kernel: 7, stride: 2);
        x = network.MaxPool("stem.pool", network.Relu("stem.relu", network.Norm("stem.norm", x)), kernel: 3, pad: 1);
        for (var stage = 0; stage < Blocks.Count; stage++)
        {
            for (var i = 0; i < Blocks[stage]; i++)
            {
                var (block, stride) = ($"stage{stage + 1}.block{i + 1}", stage > 0 && i == 0 ? 2 : 1);
                x = IsBottleneck ? blocks.Bottleneck(block, x, Width << stage, stride) : blocks.Basic(block, x, Width << stage, stride);
            }
        }

        return network.ToGraph("logits", network.Classify(x, Classes));
    }
}

using System.Numerics;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// The U-Net of denoising diffusion (Ho et al. 2020), which predicts the noise in an image at a step of time: levels of residual blocks on
/// the way down and, one block more each, on the way up, where every block is joined with its counterpart by concatenation.
/// The defaults are those of the published network for CIFAR-10.
/// </summary>
public sealed record DiffusionNetwork
{
    private const int MostGroups = 32;

    /// <summary>The images; rows and columns are multiples of 2 to the power of the number of levels - 1.</summary>
    public ImageShape Input { get; init; } = new(3, 32, 32);

    /// <summary>Channels of the first level; even.</summary>
    public int Width { get; init; } = 128;

    /// <summary>How many times as wide each level is.</summary>
    public Dims Multipliers { get; init; } = [1, 2, 2, 2];

    /// <summary>Residual blocks of a level on the way down.</summary>
    public int Blocks { get; init; } = 2;

    /// <summary>The levels, from 0, whose blocks are followed by attention.</summary>
    public Dims AttentionLevels { get; init; } = [1];

    /// <summary>Steps of time there are.</summary>
    public int Steps { get; init; } = 1000;

    public InitialWeights Weights { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>The network, from <c>x</c> and the numbers of steps <c>t</c> [N], 64-bit, to <c>eps</c>.</summary>
    public Graph Build()
    {
        var network = new NetworkBuilder("diffusion", Seed, Weights);
        var blocks = new DiffusionBlocks(network, (int)BigInteger.GreatestCommonDivisor(MostGroups, Width));
        var x = network.Input(Input.Channels, Input.Height, Input.Width, "x");
        var time = blocks.Time(network.Input("t", ElementType.Int64, [Dim.Named("N")]), Steps, Width);
        x = network.Conv("stem", x, Width, bias: true);
        var skips = new Stack<Value>([x]);
        var last = Multipliers.Count - 1;
        for (var level = 0; level <= last; level++)
        {
            for (var i = 0; i < Blocks; i++)
            {
                x = Block(blocks, $"down{level + 1}.block{i + 1}", x, time, level);
                skips.Push(x);
            }

            if (level < last)
            {
                x = blocks.Down($"down{level + 1}.halve", x);
                skips.Push(x);
            }
        }

        x = blocks.Residual("middle.block1", x, time, WidthOf(last));
        x = blocks.Attention("middle.attention", x, Input.Height >> last, Input.Width >> last);
        x = blocks.Residual("middle.block2", x, time, WidthOf(last));
        for (var level = last; level >= 0; level--)
        {
            for (var i = 0; i <= Blocks; i++)
            {
                var block = $"up{level + 1}.block{i + 1}";
                x = Block(blocks, block, network.Concat($"{block}.concat", x, skips.Pop()), time, level);
            }

            x = level > 0 ? blocks.Up($"up{level + 1}.double", x) : x;
        }

        return network.ToGraph("eps", blocks.Answer("answer", x, Input.Channels));
    }

    private Value Block(DiffusionBlocks blocks, string block, Value x, Value time, int level)
    {
        x = blocks.Residual(block, x, time, WidthOf(level));
        return AttentionLevels.Contains(level)
            ? blocks.Attention($"{block}.attention", x, Input.Height >> level, Input.Width >> level)
            : x;
    }

    private int WidthOf(int level) => Width * Multipliers[level];
}

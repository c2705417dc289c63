using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// A small U-Net (Ronneberger et al. 2015): levels of two 3x3 convolutions, halved by pooling on the way down, doubled on the way up,
/// where each is joined with its counterpart by concatenation; one answer for every pixel.
/// </summary>
public sealed record UNetwork
{
    /// <summary>The images; rows and columns are multiples of 2 to the power of <see cref="Levels"/> - 1.</summary>
    public ImageShape Input { get; init; } = new(3, 32, 32);

    /// <summary>Channels of the first level; doubled from level to level.</summary>
    public int Width { get; init; } = 16;

    public int Levels { get; init; } = 3;

    /// <summary>Channels of the answer.</summary>
    public int Outputs { get; init; } = 3;

    public int Seed { get; init; } = 1;

    /// <summary>The network, from <c>input</c> to <c>output</c>.</summary>
    public Graph Build()
    {
        var network = new NetworkBuilder("unet", Seed);
        var x = network.Input(Input);
        var skips = new Stack<Value>();
        for (var level = 0; level < Levels - 1; level++)
        {
            x = Pair(network, $"down{level + 1}", x, Width << level);
            skips.Push(x);
            x = network.Halve($"down{level + 1}.pool", x);
        }

        x = Pair(network, "bottom", x, Width << (Levels - 1));
        for (var level = Levels - 2; level >= 0; level--)
        {
            x = network.Concat($"up{level + 1}.concat", network.Double($"up{level + 1}.resize", x), skips.Pop());
            x = Pair(network, $"up{level + 1}", x, Width << level);
        }

        return network.ToGraph("output", network.Conv("answer", x, Outputs, kernel: 1, bias: true));
    }

    private static Value Pair(NetworkBuilder network, string level, Value x, int outputs)
    {
        for (var i = 1; i <= 2; i++)
        {
            x = network.Norm($"{level}.norm{i}", network.Conv($"{level}.conv{i}", x, outputs));
            x = network.Relu($"{level}.relu{i}", x);
        }

        return x;
    }
}

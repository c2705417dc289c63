using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// A chain without shortcuts, in the manner of VGG (Simonyan and Zisserman 2014): stages of 3x3 convolutions with batch norm and ReLU, the
/// width doubled and the size halved from stage to stage, then pooling and one linear layer.
/// </summary>
public sealed record PlainNetwork
{
    /// <summary>The images.</summary>
    public ImageShape Input { get; init; } = new(3, 32, 32);

    /// <summary>Channels of the first stage.</summary>
    public int Width { get; init; } = 16;

    /// <summary>Convolutions of each stage.</summary>
    public Dims Depths { get; init; } = [2, 3, 3];

    /// <summary>Whether batch norms follow the convolutions; otherwise these have a bias.</summary>
    public bool HasNorms { get; init; } = true;

    public int Classes { get; init; } = 10;

    public int Seed { get; init; } = 1;

    /// <summary>
    /// Below 1, a convolution that keeps the width passes its input on and adds this share of random weights: a deep network of random
    /// weights then still tells images apart.
    /// </summary>
    public double RandomShare { get; init; } = 1;

    /// <summary>The network, from <c>input</c> to <c>logits</c>.</summary>
    public Graph Build()
    {
        var network = new NetworkBuilder("plain", Seed);
        var x = network.Input(Input);
        for (var stage = 0; stage < Depths.Count; stage++)
        {
            for (var i = 0; i < Depths[stage]; i++)
            {
                var layer = $"stage{stage + 1}.conv{i + 1}";
                var passes = i > 0 && RandomShare < 1;
                x = network.Conv(layer, x, Width << stage, bias: !HasNorms, gain: passes ? RandomShare : 1, passes: passes);
                x = HasNorms ? network.Norm($"{layer}.norm", x) : x;
                x = network.Relu($"{layer}.relu", x);
            }

            x = stage < Depths.Count - 1 ? network.Halve($"stage{stage + 1}.pool", x) : x;
        }

        return network.ToGraph("logits", network.Classify(x, Classes));
    }
}

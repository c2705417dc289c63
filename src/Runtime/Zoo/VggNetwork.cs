using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// VGG (Simonyan and Zisserman 2014): stages of 3x3 convolutions with biases and ReLU, with or without batch norm, each ended by
/// pooling; then linear layers on every pixel that is left. Dropout, which does nothing at inference, is left out.
/// </summary>
public sealed record VggNetwork
{
    /// <summary>The images; rows and columns are at least 2 to the power of the number of stages.</summary>
    public ImageShape Input { get; init; } = new(3, 32, 32);

    /// <summary>Channels of each stage.</summary>
    public Dims Widths { get; init; } = [64, 128, 256, 512, 512];

    /// <summary>Convolutions of each stage; these make VGG19.</summary>
    public Dims Depths { get; init; } = [2, 2, 4, 4, 4];

    /// <summary>Features of the linear layers before the last: 4096 twice as published, none as usual for images of 32x32.</summary>
    public Dims Hidden { get; init; } = [];

    public bool HasNorms { get; init; } = true;

    public int Classes { get; init; } = 10;

    public InitialWeights Weights { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>The network, from <c>input</c> to <c>logits</c>.</summary>
    public Graph Build()
    {
        var network = new NetworkBuilder("vgg", Seed, Weights);
        var x = network.Input(Input);
        for (var stage = 0; stage < Depths.Count; stage++)
        {
            for (var i = 0; i < Depths[stage]; i++)
            {
                var layer = $"stage{stage + 1}.conv{i + 1}";
                x = network.Conv(layer, x, Widths[stage], bias: true);
                x = HasNorms ? network.Norm($"{layer}.norm", x) : x;
                x = network.Relu($"{layer}.relu", x);
            }

            x = network.Halve($"stage{stage + 1}.pool", x);
        }

        x = network.Flatten("flatten", x, Widths[^1] * (Input.Height >> Depths.Count) * (Input.Width >> Depths.Count));
        for (var i = 0; i < Hidden.Count; i++)
        {
            x = network.Relu($"hidden{i + 1}.relu", network.Linear($"hidden{i + 1}", x, Hidden[i]));
        }

        return network.ToGraph("logits", network.Linear("head", x, Classes));
    }
}

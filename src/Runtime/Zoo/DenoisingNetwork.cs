using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// DnCNN (Zhang et al. 2017): a chain of 3x3 convolutions of one width, of any image size, whose answer is subtracted from its input.
/// </summary>
public sealed record DenoisingNetwork
{
    public int Width { get; init; } = 64;

    /// <summary>Convolutions; at least two.</summary>
    public int Depth { get; init; } = 17;

    /// <summary>Whether batch norms follow the inner convolutions; otherwise these have a bias.</summary>
    public bool HasNorms { get; init; }

    /// <summary>Channels of the image.</summary>
    public int Channels { get; init; } = 1;

    public int Seed { get; init; } = 1;

    /// <summary>The network, from <c>input</c> to <c>denoised</c>.</summary>
    public Graph Build()
    {
        var network = new NetworkBuilder("denoising", Seed);
        var input = network.Input(Channels, Dim.Named("H"), Dim.Named("W"));
        var x = network.Relu("relu1", network.Conv("conv1", input, Width, bias: true));
        for (var layer = 2; layer < Depth; layer++)
        {
            x = network.Conv($"conv{layer}", x, Width, bias: !HasNorms);
            x = HasNorms ? network.Norm($"norm{layer}", x) : x;
            x = network.Relu($"relu{layer}", x);
        }

        var noise = network.Conv($"conv{Depth}", x, Channels, bias: true, gain: 0.1);
        return network.ToGraph("denoised", network.Subtract("difference", input, noise));
    }
}

using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Zoo;

/// <summary>Layers and inverted residual blocks (Sandler et al. 2018), with ReLU6.</summary>
/// <param name="network">Takes them.</param>
/// <param name="gain">Of the convolution that ends a block.</param>
internal sealed class InvertedResiduals(NetworkBuilder network, double gain)
{
    /// <summary>Widens with 1x1, filters each channel, narrows with 1x1; an identity shortcut where size and width stay.</summary>
    public Value Block(string block, Value x, int expansion, int outputs, int kernel, int stride)
    {
        var inputs = network.ChannelsOf(x);
        var wide = expansion == 1 ? x : Layer($"{block}.expand", x, expansion * inputs, kernel: 1);
        wide = Layer($"{block}.depthwise", wide, expansion * inputs, kernel, stride, groups: expansion * inputs);
        var narrow = network.Norm($"{block}.project.norm", network.Conv($"{block}.project", wide, outputs, kernel: 1, gain: gain));
        return stride == 1 && inputs == outputs ? network.Add($"{block}.add", narrow, x) : narrow;
    }

    public Value Layer(string layer, Value x, int outputs, int kernel, int stride = 1, int groups = 1) =>
        network.Relu6($"{layer}.relu", network.Norm($"{layer}.norm", network.Conv(layer, x, outputs, kernel, stride, groups)));

    /// <summary>To a multiple of 8, at least 8, and never down by more than a tenth.</summary>
    public static int Rounded(double channels)
    {
        var rounded = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}

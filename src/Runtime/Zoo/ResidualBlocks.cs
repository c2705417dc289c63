using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Zoo;

/// <summary>The blocks of residual networks (He et al. 2016): a branch, added to its input, then ReLU.</summary>
/// <param name="network">Takes them.</param>
/// <param name="shortcut">Where size or width change.</param>
/// <param name="gain">Of the last convolution of a branch.</param>
internal sealed class ResidualBlocks(NetworkBuilder network, ResidualShortcut shortcut, double gain)
{
    /// <summary>How many times wider than its middle a bottleneck ends.</summary>
    public const int Expansion = 4;

    /// <summary>Two 3x3 convolutions, the first strided.</summary>
    public Value Basic(string block, Value x, int width, int stride)
    {
        var branch = Layer(block, 1, x, width, kernel: 3, stride);
        return Join(block, 2, branch, x, width, kernel: 3, stride);
    }

    /// <summary>Narrows with 1x1, filters with a strided 3x3, widens fourfold with 1x1.</summary>
    public Value Bottleneck(string block, Value x, int width, int stride)
    {
        var branch = Layer(block, 2, Layer(block, 1, x, width, kernel: 1, stride: 1), width, kernel: 3, stride);
        return Join(block, 3, branch, x, Expansion * width, kernel: 1, stride);
    }

    private Value Layer(string block, int place, Value x, int width, int kernel, int stride) => network.Relu(
        $"{block}.relu{place}", network.Norm($"{block}.norm{place}", network.Conv($"{block}.conv{place}", x, width, kernel, stride)));

    private Value Join(string block, int last, Value branch, Value x, int outputs, int kernel, int stride)
    {
        branch = network.Norm($"{block}.norm{last}", network.Conv($"{block}.conv{last}", branch, outputs, kernel, gain: gain));
        var isSame = stride == 1 && network.ChannelsOf(x) == outputs;
        return network.Relu($"{block}.relu", network.Add($"{block}.add", branch, isSame ? x : Shortcut(block, x, outputs, stride)));
    }

    private Value Shortcut(string block, Value x, int outputs, int stride)
    {
        var more = outputs - network.ChannelsOf(x);
        if (shortcut == ResidualShortcut.Projection || more < 0)
        {
            return network.Norm($"{block}.shortcut.norm", network.Conv($"{block}.shortcut", x, outputs, kernel: 1, stride: stride));
        }

        var slice = new Slice { Starts = [0, 0], Ends = [int.MaxValue, int.MaxValue], Axes = [2, 3], Steps = [stride, stride] };
        var taken = stride == 1 ? x : network.Define($"{block}.shortcut.slice", slice, network.ChannelsOf(x), x);
        var pad = new Pad { Pads = [0, more / 2, 0, 0, 0, more - (more / 2), 0, 0] };
        return network.Define($"{block}.shortcut", pad, outputs, taken);
    }
}

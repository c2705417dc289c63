using DepthCompress.GraphIR;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>A window in the form that torch takes, and the padding that torch cannot do inside the operation: uneven or negative.</summary>
internal sealed class TorchWindow
{
    private readonly long[]? outside;

    private TorchWindow(Window window, bool isInside)
    {
        Kernel = TorchTensors.Longs(window.KernelShape);
        Strides = TorchTensors.Longs(window.Strides);
        Dilations = TorchTensors.Longs(window.Dilations);
        Padding = TorchTensors.Longs(isInside ? window.Pads[..window.Rank] : Dims.Repeat(0, window.Rank));
        outside = isInside ? null : InnermostFirst(window);
    }

    /// <summary>Rows, columns, … of the kernel.</summary>
    internal long[] Kernel { get; }

    /// <summary>Steps between results.</summary>
    internal long[] Strides { get; }

    /// <summary>Steps between taps.</summary>
    internal long[] Dilations { get; }

    /// <summary>Rows on either side of each axis.</summary>
    internal long[] Padding { get; }

    /// <summary>Whether the operation pads, and no call has to go before it.</summary>
    internal bool IsInside => outside is null;

    /// <summary>A window of convolutions, whose pads are written down.</summary>
    internal static TorchWindow Of(Window window) => new(window, IsEven(window));

    /// <summary>A window of pools: torch pads at most half a kernel inside.</summary>
    internal static TorchWindow OfPool(Window window) =>
        new(window, IsEven(window) && Enumerable.Range(0, window.Rank).All(axis => 2 * window.PadBegin(axis) <= window.KernelShape[axis]));

    /// <summary>The input, padded where the operation does not do it.</summary>
    internal Tensor Padded(Tensor input, double value = 0) => outside is null ? input : F.pad(input, outside, value: value);

    /// <summary>Pads in the order of torch: begin and end of the last axis, of the one before it, …</summary>
    internal static long[] InnermostFirst(Window window) =>
        [.. Enumerable.Range(1, window.Rank).SelectMany(back => new long[] { window.PadBegin(window.Rank - back), window.PadEnd(window.Rank - back) })];

    private static bool IsEven(Window window) =>
        Enumerable.Range(0, window.Rank).All(axis => window.PadBegin(axis) == window.PadEnd(axis) && window.PadBegin(axis) >= 0);
}

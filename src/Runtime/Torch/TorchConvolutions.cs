using DepthCompress.GraphIR;
using static DepthCompress.Runtime.Torch.Lowered;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>Convolutions over one to three axes, and their transposes.</summary>
internal static class TorchConvolutions
{
    /// <summary>One call where the pads are even; padding before it where they are not.</summary>
    internal static Lowered Forward(Conv conv)
    {
        if (conv.Window.Rank > 3)
        {
            return Refuse($"torch convolves over at most three axes, not over {conv.Window.Rank}");
        }

        if (conv.Window.AutoPad is AutoPad.SameUpper or AutoPad.SameLower)
        {
            return Composed(x => Convolve(x, TorchWindow.Of(conv.Window.WithExplicitPads(x.Extent(0))), conv.Groups));
        }

        var window = TorchWindow.Of(conv.Window);
        return window.IsInside ? Call(x => Convolve(x, window, conv.Groups)) : Composed(x => Convolve(x, window, conv.Groups));
    }

    /// <summary>One call where torch can state the result's extent; elsewhere the whole result is cropped, or filled up with the bias.</summary>
    internal static Lowered Transposed(ConvTranspose conv)
    {
        var window = TorchWindow.Of(conv.Window);
        if (conv.Window.Rank > 3)
        {
            return Refuse($"torch convolves over at most three axes, not over {conv.Window.Rank}");
        }

        var added = TorchTensors.Longs(conv.OutputPadding);
        var isPlain = conv is { OutputShape: null, Window.AutoPad: AutoPad.Explicit or AutoPad.Valid } && window.IsInside
            && Enumerable.Range(0, added.Length).All(axis => added[axis] < Math.Max(window.Strides[axis], window.Dilations[axis]));
        return isPlain
            ? Call(x => Transpose(x, x.Optional(2), window, window.Padding, added, conv.Groups))
            : Composed(x => Cropped(x, conv, window));
    }

    private static Tensor Convolve(TorchOperands x, TorchWindow window, long groups)
    {
        var input = window.Padded(x[0]);
        return window.Kernel.Length switch
        {
            1 => F.conv1d(input, x[1], x.Optional(2), window.Strides[0], window.Padding[0], window.Dilations[0], groups),
            2 => F.conv2d(input, x[1], x.Optional(2), window.Strides, window.Padding, window.Dilations, groups),
            _ => F.conv3d(input, x[1], x.Optional(2), window.Strides, window.Padding, window.Dilations, groups),
        };
    }

    private static Tensor Transpose(TorchOperands x, Tensor? bias, TorchWindow window, long[] padding, long[] added, long groups) =>
        window.Kernel.Length switch
        {
            1 => F.conv_transpose1d(x[0], x[1], bias, window.Strides[0], padding[0], added[0], window.Dilations[0], groups),
            2 => F.conv_transpose2d(x[0], x[1], bias, window.Strides, padding, added, window.Dilations, groups),
            _ => F.conv_transpose3d(x[0], x[1], bias, window.Strides, padding, added, window.Dilations, groups),
        };

    private static Tensor Cropped(TorchOperands x, ConvTranspose conv, TorchWindow window)
    {
        var none = new long[window.Kernel.Length];
        var whole = Transpose(x, null, window, none, none, conv.Groups);
        var pads = new List<long>();
        for (var axis = conv.Window.Rank - 1; axis >= 0; axis--)
        {
            var size = (int)whole.shape[axis + 2];
            var (begin, end) = Removed(conv, axis, x.Extent(0)[axis], size);
            pads.AddRange([-begin, -end]);
        }

        var result = F.pad(whole, pads.ToArray());
        return x.Optional(2) is { } bias ? result + bias.reshape([-1, .. none.Select(_ => 1L)]) : result;
    }

    /// <summary>The rows that a result loses in front and behind; negative where it gains some.</summary>
    private static (long Begin, long End) Removed(ConvTranspose conv, int axis, int extent, int size)
    {
        var added = conv.OutputPadding[axis];
        if (conv.OutputShape is null && conv.Window.AutoPad is AutoPad.Explicit or AutoPad.Valid)
        {
            return (conv.Window.PadBegin(axis), conv.Window.PadEnd(axis) - added);
        }

        var wanted = conv.OutputShape?[axis] ?? Math.Min(extent * conv.Window.Strides[axis], size + added);
        var total = Math.Max(0, size + added - wanted);
        var begin = conv.Window.AutoPad is AutoPad.SameUpper ? total / 2 : total - (total / 2);
        return (begin, size - wanted - begin);
    }
}

using DepthCompress.GraphIR;
using TorchSharp;
using static DepthCompress.Runtime.Torch.Lowered;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>Padding and cropping.</summary>
internal static class TorchPadding
{
    /// <summary>Constants on any axis; reflections, edges and wraps on the axes behind batch and channels, which is what torch has.</summary>
    internal static Lowered Pad(Pad pad)
    {
        PaddingModes? mode = pad.Mode switch
        {
            "constant" => PaddingModes.Constant,
            "reflect" => PaddingModes.Reflect,
            "edge" => PaddingModes.Replicate,
            "wrap" => PaddingModes.Circular,
            _ => null,
        };
        return mode is { } known ? Composed(x => Padded(x, pad, known)) : Refuse($"the padding mode '{pad.Mode}' is unknown");
    }

    private static Tensor Padded(TorchOperands x, Pad pad, PaddingModes mode)
    {
        var rank = (int)x[0].dim();
        var stated = pad.Pads is null ? pad with { Pads = Whole(x[1]), Axes = x.Optional(3) is { } axes ? Whole(axes) : null } : pad;
        var value = pad.Pads is null && x.Optional(2) is { } computed ? TorchTensors.Numbers(computed)[0] : pad.Value;
        var pads = stated.PadsOfAllAxes(rank) ?? throw new ArgumentException($"the pads {stated.Pads} do not fit {rank} axes");
        if (mode is PaddingModes.Constant)
        {
            return F.pad(x[0], InnermostFirst(pads, rank, rank), mode, value);
        }

        var spatial = Math.Max(1, rank - 2);
        for (var axis = 0; axis < rank; axis++)
        {
            if (Math.Min(pads[axis], pads[axis + rank]) < 0 || (axis < rank - spatial && (pads[axis] != 0 || pads[axis + rank] != 0)))
            {
                throw new NotSupportedException($"torch pads by '{pad.Mode}' behind batch and channels only, and does not crop");
            }
        }

        return F.pad(x[0], InnermostFirst(pads, rank, spatial), mode);
    }

    private static long[] InnermostFirst(Dims pads, int rank, int count) =>
        [.. Enumerable.Range(1, count).SelectMany(back => new long[] { pads[rank - back], pads[(2 * rank) - back] })];

    private static Dims Whole(Tensor tensor) => Dims.Create([.. TorchTensors.Integers(tensor).Select(number => checked((int)number))]);
}

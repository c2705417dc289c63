using DepthCompress.GraphIR;
using TorchSharp;
using static DepthCompress.Runtime.Torch.Lowered;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>Pools over windows and over whole images.</summary>
internal static class TorchPools
{
    /// <summary>One call where torch pools in this form; elsewhere sums over windows, divided by how many of their taps count.</summary>
    internal static Lowered Average(AveragePool pool)
    {
        var window = TorchWindow.OfPool(pool.Window);
        var isAutomatic = pool.Window.AutoPad is AutoPad.SameUpper or AutoPad.SameLower;
        if (pool.Window.Rank > 3)
        {
            return Refuse($"torch pools over at most three axes, not over {pool.Window.Rank}");
        }

        return isAutomatic || !window.IsInside || pool.Window.Dilations.Any(step => step != 1)
            ? Composed(x => Divided(x[0], pool, pool.Window.WithExplicitPads(x.Extent(0))))
            : Call(x => Averaged(x[0], window, pool.CeilMode, pool.CountIncludePad));
    }

    /// <summary>The maxima and, where somebody reads them, their places.</summary>
    internal static Lowered Maximum(MaxPool pool, bool withPlaces)
    {
        var window = TorchWindow.OfPool(pool.Window);
        var isAutomatic = pool.Window.AutoPad is AutoPad.SameUpper or AutoPad.SameLower;
        if (pool.Window.Rank > 3)
        {
            return Refuse($"torch pools over at most three axes, not over {pool.Window.Rank}");
        }

        if (withPlaces)
        {
            return pool.ColumnMajor || isAutomatic || !window.IsInside
                ? Refuse("places of maxima are counted in another way than torch does")
                : Results(x => Places(x[0], window, pool.CeilMode));
        }

        return isAutomatic || !window.IsInside
            ? Composed(x => Behind(x[0], pool, pool.Window.WithExplicitPads(x.Extent(0))))
            : Call(x => Maximum(x[0], window, pool.CeilMode));
    }

    /// <summary>The mean over all spatial axes.</summary>
    internal static Lowered GlobalAverage(int? rank)
    {
        if (rank is not { } known)
        {
            return Composed(x => x[0].mean(Spatial((int)x[0].dim()), true));
        }

        var axes = Spatial(known);
        return axes.Length == 0 ? Same : Call(x => x[0].mean(axes, true));
    }

    /// <summary>The largest over all spatial axes.</summary>
    internal static Lowered GlobalMaximum() => Composed(x =>
    {
        var shape = x[0].shape;
        return shape.Length < 3 ? x[0].alias() : x[0].amax(Spatial(shape.Length)).reshape([.. shape[..2], .. shape[2..].Select(_ => 1L)]);
    });

    private static long[] Spatial(int rank) => [.. Enumerable.Range(2, Math.Max(0, rank - 2)).Select(axis => (long)axis)];

    private static Tensor Averaged(Tensor input, TorchWindow window, bool ceil, bool countsPads) => window.Kernel.Length switch
    {
        1 => F.avg_pool1d(input, window.Kernel[0], window.Strides[0], window.Padding[0], ceil, countsPads),
        2 => F.avg_pool2d(input, window.Kernel, window.Strides, window.Padding, ceil, countsPads),
        _ => F.avg_pool3d(input, window.Kernel, window.Strides, window.Padding, ceil, countsPads),
    };

    private static Tensor Maximum(Tensor input, TorchWindow window, bool ceil) => window.Kernel.Length switch
    {
        1 => F.max_pool1d(input, window.Kernel[0], window.Strides[0], window.Padding[0], window.Dilations[0], ceil),
        2 => F.max_pool2d(input, window.Kernel, window.Strides, window.Padding, window.Dilations, ceil),
        _ => F.max_pool3d(input, window.Kernel, window.Strides, window.Padding, window.Dilations, ceil),
    };

    private static Tensor Behind(Tensor input, MaxPool pool, Window window) =>
        Maximum(F.pad(input, TorchWindow.InnermostFirst(window), value: double.NegativeInfinity), Unpadded(window), pool.CeilMode);

    private static TorchWindow Unpadded(Window window) => TorchWindow.OfPool(window with { Pads = Dims.Repeat(0, 2 * window.Rank) });

    /// <summary>Torch counts places within a channel, ONNX within the tensor.</summary>
    private static Tensor[] Places(Tensor input, TorchWindow window, bool ceil)
    {
        var (maxima, places) = window.Kernel.Length switch
        {
            1 => F.max_pool1d_with_indices(input, window.Kernel[0], window.Strides[0], window.Padding[0], window.Dilations[0], ceil),
            2 => F.max_pool2d_with_indices(input, window.Kernel, window.Strides, window.Padding, window.Dilations, ceil),
            _ => F.max_pool3d_with_indices(input, window.Kernel, window.Strides, window.Padding, window.Dilations, ceil),
        };
        var shape = input.shape;
        var extent = shape[2..].Aggregate(1L, (product, size) => product * size);
        var channels = torch.arange(shape[0] * shape[1], device: input.device) * extent;
        return [maxima, places + channels.reshape([shape[0], shape[1], .. shape[2..].Select(_ => 1L)])];
    }

    /// <summary>Sums as convolutions with ones, so that windows may be uneven and dilated.</summary>
    private static Tensor Divided(Tensor input, AveragePool pool, Window window)
    {
        var shape = TorchTensors.ShapeOf(input);
        var extent = shape[2..];
        var results = Dims.Create([.. extent.Select((size, axis) => window.Slide(size, axis, pool.CeilMode)
            ?? throw new ArgumentException($"the window {window.KernelShape} does not fit into the input {extent}"))]);
        var sums = Sums(input.reshape([-1, 1, .. TorchTensors.Longs(extent)]), window, results);
        var mask = torch.ones([1, 1, .. TorchTensors.Longs(extent)], input.dtype, input.device);
        var counts = pool.CountIncludePad
            ? Sums(F.pad(mask, TorchWindow.InnermostFirst(window), value: 1), window with { Pads = Dims.Repeat(0, 2 * window.Rank) }, results)
            : Sums(mask, window, results);
        return (sums / counts).reshape(TorchTensors.Longs([shape[0], shape[1], .. results]));
    }

    private static Tensor Sums(Tensor input, Window window, Dims results)
    {
        // The last window may reach beyond the padding; what lies there is nothing.
        var pads = window.Pads.ToArray();
        for (var axis = 0; axis < window.Rank; axis++)
        {
            var reach = ((results[axis] - 1) * window.Strides[axis]) + window.Reach(axis);
            pads[axis + window.Rank] = reach - (int)input.shape[axis + 2] - window.PadBegin(axis);
        }

        var padded = F.pad(input, TorchWindow.InnermostFirst(window with { Pads = Dims.Create(pads) }));
        var (strides, steps) = (TorchTensors.Longs(window.Strides), TorchTensors.Longs(window.Dilations));
        var ones = torch.ones([1, 1, .. TorchTensors.Longs(window.KernelShape)], input.dtype, input.device);
        return window.Rank switch
        {
            1 => F.conv1d(padded, ones, null, strides[0], 0, steps[0]),
            2 => F.conv2d(padded, ones, null, strides, null, steps),
            _ => F.conv3d(padded, ones, null, strides, null, steps),
        };
    }
}

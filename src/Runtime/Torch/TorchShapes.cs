using DepthCompress.GraphIR;
using TorchSharp;
using static DepthCompress.Runtime.Torch.Lowered;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>The same elements under other axes. Shapes that the network computes are integer tensors beside the processor.</summary>
internal static class TorchShapes
{
    /// <summary>The operands behind one another.</summary>
    internal static Lowered Concat(Concat concat) => Call(x =>
    {
        var parts = new Tensor[x.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = x[i];
        }

        return torch.cat(parts, concat.Axis);
    });

    /// <summary>One number everywhere.</summary>
    internal static Lowered Fill(ConstantOfShape fill)
    {
        var element = fill.Value?.Element ?? ElementType.Float32;
        var number = fill.Value?.ToDoubles()[0] ?? 0;
        return TorchTensors.TypeOf(element, torch.ScalarType.Float32) is null
            ? Refuse($"torch has no numbers of type {element.ToText()}")
            : Call(x => torch.full(
                fill.Size is { } size ? TorchTensors.Longs(size) : TorchTensors.Integers(x[0]),
                element.IsFloating() ? (Scalar)number : (Scalar)(long)number,
                TorchTensors.TypeOf(element, x.Floating),
                element.IsFloating() ? x.Device : torch.CPU));
    }

    /// <summary>The sizes of the axes.</summary>
    internal static Lowered ShapeOf(ShapeOf shape) => Call(x =>
        torch.tensor(TorchTensors.Longs(shape.Range(Shape.Of(TorchTensors.ShapeOf(x[0]))).Select(size => size.Size)), torch.ScalarType.Int64));

    /// <summary>The axes before and those from a stated one on become one each.</summary>
    internal static Lowered Flatten(Flatten flatten, int? rank) => flatten.Axis == 1 && rank > 1
        ? Call(x => x[0].flatten(1))
        : Composed(x =>
        {
            var shape = x[0].shape;
            var axis = flatten.Axis < 0 ? flatten.Axis + shape.Length : flatten.Axis;
            return x[0].reshape(Product(shape[..axis]), Product(shape[axis..]));
        });

    /// <summary>Another shape, in which 0 may stand for the size of the same axis.</summary>
    internal static Lowered Reshape(Reshape reshape)
    {
        if (reshape.Target is not { } target)
        {
            return Composed(x => Reshaped(x[0], TorchTensors.Integers(x[1]), reshape.AllowZero));
        }

        var sizes = TorchTensors.Longs(target);
        return reshape.AllowZero || !sizes.Contains(0)
            ? Call(x => x[0].reshape(sizes))
            : Composed(x => Reshaped(x[0], sizes, allowZero: false));
    }

    /// <summary>Axes of size 1 disappear.</summary>
    internal static Lowered Squeeze(Squeeze squeeze) => squeeze is { IsComputed: false, Axes: [var only] }
        ? Call(x => x[0].squeeze(only))
        : Composed(x =>
        {
            var shape = x[0].shape;
            var axes = squeeze.IsComputed ? TorchTensors.Integers(x[1])
                : squeeze.Axes is { } stated ? TorchTensors.Longs(stated)
                : [.. Enumerable.Range(0, shape.Length).Where(axis => shape[axis] == 1).Select(axis => (long)axis)];
            var gone = Absolute(axes, shape.Length);
            return x[0].reshape([.. shape.Where((_, axis) => !gone.Contains(axis))]);
        });

    /// <summary>Axes of size 1 appear.</summary>
    internal static Lowered Unsqueeze(Unsqueeze unsqueeze) => unsqueeze.Axes is [var only]
        ? Call(x => x[0].unsqueeze(only))
        : Composed(x =>
        {
            var shape = x[0].shape.ToList();
            var axes = unsqueeze.Axes is { } stated ? TorchTensors.Longs(stated) : TorchTensors.Integers(x[1]);
            foreach (var axis in Absolute(axes, shape.Count + axes.Length).Order())
            {
                shape.Insert(axis, 1);
            }

            return x[0].reshape([.. shape]);
        });

    /// <summary>The axes in another order.</summary>
    internal static Lowered Transpose(Transpose transpose, int? rank)
    {
        if (transpose.Permutation is { } permutation)
        {
            var order = TorchTensors.Longs(permutation);
            return Call(x => x[0].permute(order));
        }

        return rank is { } known && Reversed(known) is var reversed
            ? Call(x => x[0].permute(reversed))
            : Composed(x => x[0].permute(Reversed((int)x[0].dim())));
    }

    /// <summary>Blocks of channels become blocks of the image.</summary>
    internal static Lowered DepthToSpace(DepthToSpace blocks) => Composed(x =>
    {
        var (shape, side) = (x[0].shape, (long)blocks.BlockSize);
        var channels = shape[1] / (side * side);
        var parts = blocks.Mode == "CRD"
            ? x[0].reshape(shape[0], channels, side, side, shape[2], shape[3]).permute(0, 1, 4, 2, 5, 3)
            : x[0].reshape(shape[0], side, side, channels, shape[2], shape[3]).permute(0, 3, 4, 1, 5, 2);
        return parts.reshape(shape[0], channels, shape[2] * side, shape[3] * side);
    });

    /// <summary>Blocks of the image become blocks of channels.</summary>
    internal static Lowered SpaceToDepth(SpaceToDepth blocks) => Composed(x =>
    {
        var (shape, side) = (x[0].shape, (long)blocks.BlockSize);
        return x[0].reshape(shape[0], shape[1], shape[2] / side, side, shape[3] / side, side).permute(0, 3, 5, 1, 2, 4)
            .reshape(shape[0], shape[1] * side * side, shape[2] / side, shape[3] / side);
    });

    private static Tensor Reshaped(Tensor input, long[] target, bool allowZero)
    {
        var shape = input.shape;
        return input.reshape(allowZero ? target : [.. target.Select((size, axis) => size == 0 ? shape[axis] : size)]);
    }

    private static int[] Absolute(long[] axes, int rank) => [.. axes.Select(axis => (int)(axis < 0 ? axis + rank : axis))];

    private static long[] Reversed(int rank) => [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];

    private static long Product(long[] sizes) => sizes.Aggregate(1L, (product, size) => product * size);
}

using DepthCompress.GraphIR;
using TorchSharp;
using static DepthCompress.Runtime.Torch.Lowered;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>
/// Resizing. The two forms that networks train with are one call; every other one goes axis by axis, as a choice of places or a product with
/// a matrix of weights.
/// </summary>
internal static class TorchResizing
{
    private static readonly string[] Coordinates = ["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric"];

    /// <summary>By scales or to sizes, stated or computed.</summary>
    internal static Lowered Resize(Resize resize)
    {
        var problem = resize.Antialias ? "it filters while it shrinks"
            : resize.AspectPolicy != "stretch" ? $"it keeps proportions by the policy '{resize.AspectPolicy}'"
            : resize.Mode is not ("nearest" or "linear" or "cubic") ? $"the mode '{resize.Mode}' is unknown"
            : !Coordinates.Contains(resize.CoordinateMode) ? $"places are found by '{resize.CoordinateMode}'"
            : null;
        return problem is null ? Composed(x => Resized(x, resize)) : Refuse(problem);
    }

    /// <summary>The older operator: places are rounded down.</summary>
    internal static Lowered Upsample(Upsample upsample) => Composed(x => Resized(x[0], Asymmetric(upsample.Mode), scales:
        upsample.Scales is { } stated ? [.. stated] : [.. TorchTensors.Numbers(x[1]).Select(number => (float)number)], sizes: null));

    private static Resize Asymmetric(string mode) => new() { Mode = mode, CoordinateMode = "asymmetric", NearestMode = "floor" };

    private static Tensor Resized(TorchOperands x, Resize resize)
    {
        float[]? scales = resize.Scales is { } stated ? [.. stated]
            : x.Optional(2) is { } computed && computed.numel() > 0 ? [.. TorchTensors.Numbers(computed).Select(number => (float)number)]
            : null;
        int[]? sizes = resize.Sizes is { } wanted ? [.. wanted]
            : x.Optional(3) is { } places && scales is null ? [.. TorchTensors.Integers(places).Select(number => checked((int)number))]
            : null;
        return Resized(x[0], resize, scales, sizes);
    }

    private static Tensor Resized(Tensor input, Resize resize, float[]? scales, int[]? sizes)
    {
        var shape = TorchTensors.ShapeOf(input);
        var stated = resize.Axes?.Select(axis => axis < 0 ? axis + shape.Count : axis).ToArray() ?? [.. Enumerable.Range(0, shape.Count)];
        var (results, factors) = (shape.ToArray(), Enumerable.Repeat(1f, shape.Count).ToArray());
        for (var i = 0; i < stated.Length; i++)
        {
            var axis = stated[i];
            results[axis] = sizes?[i] ?? (int)(scales![i] * shape[axis]);
            factors[axis] = scales?[i] ?? (float)results[axis] / shape[axis];
        }

        if (InOneCall(input, resize, shape, results, factors) is { } done)
        {
            return done;
        }

        var result = input;
        for (var axis = 0; axis < results.Length; axis++)
        {
            if (factors[axis] != 1 || results[axis] != shape[axis])
            {
                result = Along(result, axis, resize, new ResizeAxis(resize, shape[axis], results[axis], factors[axis]));
            }
        }

        return result;
    }

    /// <summary>Images by whole numbers to the nearest place, or linearly as torch finds places; null for any other form.</summary>
    private static Tensor? InOneCall(Tensor input, Resize resize, Dims shape, int[] results, float[] factors)
    {
        if (shape.Count != 4 || results[0] != shape[0] || results[1] != shape[1] || results[2] == 0 || results[3] == 0
            || Enumerable.Range(2, 2).Any(axis => factors[axis] * shape[axis] != results[axis]))
        {
            return null;
        }

        long[] sizes = [results[2], results[3]];

        // By a whole number every way to find and to round places means the same, but for corners that are aligned.
        var isWhole = factors.All(factor => factor == MathF.Round(factor));
        var isFloor = resize is { CoordinateMode: "asymmetric", NearestMode: "floor" }
            or { CoordinateMode: "half_pixel", NearestMode: "round_prefer_floor" or "round_prefer_ceil" };
        return resize switch
        {
            { Mode: "nearest" } when isWhole && isFloor => F.interpolate(input, sizes),
            { Mode: "linear", CoordinateMode: "half_pixel" } =>
                F.interpolate(input, sizes, null, torch.InterpolationMode.Bilinear, false),
            { Mode: "linear", CoordinateMode: "align_corners" } =>
                F.interpolate(input, sizes, null, torch.InterpolationMode.Bilinear, true),
            _ => null,
        };
    }

    private static Tensor Along(Tensor input, int axis, Resize resize, ResizeAxis places)
    {
        if (resize.Mode == "nearest")
        {
            return input.index_select(axis, torch.tensor(places.Nearest(), torch.ScalarType.Int64, input.device));
        }

        var size = input.shape[axis];
        var weights = torch.tensor(places.Weights(), input.dtype, input.device).reshape(-1, size);
        return input.transpose(axis, input.dim() - 1).matmul(weights.t()).transpose(axis, input.dim() - 1);
    }
}

using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <content>What moves numbers around.</content>
public sealed partial class NetworkGenerator
{
    private IEnumerable<(int, Func<Value, Value?>)> Rearrangements() =>
    [
        (1, x => draft.Apply(new Flatten { Axis = Pick(1, 1, 2) }, x)),
        (2, Reshaped),
        (1, ReshapedByShape),
        (1, Transposition),
        (1, Squeezed),
        (1, x => draft.ShapeOf(x).Count < 5 ? draft.Apply(new Unsqueeze { Axes = [draft.ShapeOf(x).Count] }, x) : null),
        (2, Sliced),
        (1, Gathered),
        (4, Padded),
        (2, Mean),
        (1, Resized),
        (1, x => IsImage(x, out _, out var extent) && extent.Count == 2
            ? draft.Apply(new Upsample { Scales = Numbers.Create([1, 1, 2, Pick(1f, 2f)]), Mode = Pick("nearest", "linear") }, x)
            : null),
        (1, x => draft.Apply(new DepthToSpace { BlockSize = 2, Mode = Pick("DCR", "CRD") }, x)),
        (1, x => IsImage(x, out _, out var extent) && extent.All(size => size % 2 == 0) ? draft.Apply(new SpaceToDepth { BlockSize = 2 }, x) : null),
        (1, WithConstantOfShape),
    ];

    private Value? Reshaped(Value x)
    {
        var shape = draft.ShapeOf(x);
        if (shape.Count < 2 || shape[1..].ToDims() is not { } rest)
        {
            return null;
        }

        var divisor = Divisor(rest.Product);
        Dims target = random.Next(4) switch
        {
            0 => [0, -1],
            1 => [0, divisor, -1],
            2 => [0, divisor, rest.Product / divisor, 1],
            _ => [0, .. rest],
        };
        return draft.Apply(new Reshape { Target = target }, x);
    }

    /// <summary>As exporters flatten: the batch is read from the shape.</summary>
    private Value? ReshapedByShape(Value x)
    {
        var shape = draft.ShapeOf(x);
        if (shape.Count < 3 || shape[1..].ToDims() is not { } rest || draft.Apply(new ShapeOf(), x) is not { } sizes)
        {
            return null;
        }

        var batch = draft.Apply(new Gather { Axis = 0 }, sizes, draft.Constant(Tensor.Scalar(0L)));
        var first = batch is null ? null : draft.Apply(new Unsqueeze { Axes = [0] }, batch);
        var target = first is null ? null : draft.Apply(new Concat { Axis = 0 }, first, draft.Constant(Tensor.Create<long>([1], [-1])));
        return target is null ? null
            : draft.ApplyAs(new TensorType(ElementOf(x), [shape[0], rest.Product]), new Reshape(), x, target);
    }

    private Value? Transposition(Value x)
    {
        var count = draft.ShapeOf(x).Count;
        return count < 3 ? null : draft.Apply(new Transpose { Permutation = Pick<Dims>([0, .. Enumerable.Range(2, count - 2), 1], [0, count - 1, .. Enumerable.Range(1, count - 2)]) }, x);
    }

    private Value? Squeezed(Value x)
    {
        var shape = draft.ShapeOf(x);
        var axis = Enumerable.Range(0, shape.Count).LastOrDefault(axis => shape[axis] == 1, -1);
        return axis < 0 ? null : draft.Apply(new Squeeze { Axes = [axis] }, x);
    }

    private Value? Sliced(Value x)
    {
        var shape = draft.ShapeOf(x);
        var axis = Between(1, Math.Max(1, shape.Count - 1));
        if (axis >= shape.Count || !shape[axis].IsKnown || shape[axis].Size < 2)
        {
            return null;
        }

        var size = shape[axis].Size;
        return random.Next(4) switch
        {
            0 => draft.Apply(new Slice { Starts = [0], Ends = [int.MaxValue], Axes = [axis] }, x),
            1 => draft.Apply(new Slice { Starts = [-1], Ends = [-1 - size], Axes = [axis], Steps = [-1] }, x),
            2 => draft.Apply(new Slice { Starts = [1], Ends = [size], Axes = [axis - shape.Count], Steps = [2] }, x),
            _ => draft.Apply(new Slice { Starts = [Between(0, size - 1)], Ends = [size], Axes = [axis] }, x),
        };
    }

    private Value? Gathered(Value x)
    {
        var shape = draft.ShapeOf(x);
        if (shape.Count < 2 || !shape[1].IsKnown)
        {
            return null;
        }

        var indices = Enumerable.Range(0, Between(1, 4)).Select(_ => (long)random.Next(shape[1].Size)).ToArray();
        return draft.Apply(new Gather { Axis = 1 }, x, draft.Constant(Tensor.Create<long>([indices.Length], indices)));
    }

    /// <summary>Padding in a node of its own, mostly in front of a convolution; also with less than nothing.</summary>
    private Value? Padded(Value x)
    {
        if (!IsImage(x, out _, out var extent))
        {
            return null;
        }

        var mode = Pick("constant", "constant", "constant", "constant", "reflect", "edge");
        var rank = extent.Count;
        var sizes = Each(2 * rank, slot => mode == "constant" && extent[slot % rank] > 3 ? Pick(0, 1, 1, 2, -1) : Math.Min(Pick(0, 1), extent[slot % rank] - 1));
        var pad = new Pad { Pads = [0, 0, .. sizes[..rank], 0, 0, .. sizes[rank..]], Mode = mode, Value = mode == "constant" && Chance(4) ? 0.5f : 0 };
        var padded = draft.Apply(pad, x);
        return padded is not null && Chance(2) ? Convolution(padded) ?? padded : padded;
    }

    private Value? Mean(Value x)
    {
        var shape = draft.ShapeOf(x);
        if (!IsFloat(x) || shape.Count < 3)
        {
            return null;
        }

        Dims axes = Chance(2) ? [.. Enumerable.Range(2, shape.Count - 2)] : [Pick(-1, 1)];
        return draft.Apply(new ReduceMean { Axes = axes, KeepDims = Chance(2) }, x);
    }

    private Value? Resized(Value x)
    {
        if (!IsImage(x, out _, out var extent) || extent.Count != 2)
        {
            return null;
        }

        var places = Pick("half_pixel", "asymmetric", "align_corners");
        var resize = Chance(2)
            ? new Resize { Scales = Numbers.Create([1, 1, 2, Pick(1f, 2f)]), Mode = Pick("nearest", "linear"), CoordinateMode = places }
            : new Resize { Axes = [2, 3], Sizes = [extent[0] + 1, extent[1] * 2], Mode = "linear", CoordinateMode = places };
        return draft.Apply(resize, x);
    }

    private Value? WithConstantOfShape(Value x)
    {
        var shape = draft.ShapeOf(x);
        var number = Tensor.Scalar(Pick(0f, 1f, 0.5f)).ConvertTo(ElementOf(x)).Reshape([1]);
        return IsFloat(x) && shape.Count >= 2 && shape[1..].ToDims() is { } rest
            && draft.Apply(new ConstantOfShape { Size = rest, Value = number }) is { } filled
            ? draft.Apply(Pick<Operator>(new Add(), new Mul()), x, filled)
            : null;
    }
}

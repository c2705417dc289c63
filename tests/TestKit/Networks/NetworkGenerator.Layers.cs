using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <content>Convolutions, pools, normalizations, matrices.</content>
public sealed partial class NetworkGenerator
{
    private IEnumerable<(int, Func<Value, Value?>)> Layers() =>
    [
        (8, x => Convolution(x)),
        (4, x => Convolution(x, same: true)),
        (3, x => Convolution(x, depthwise: true)),
        (12, Layer),
        (3, Transposed),
        (3, MaxPooled),
        (3, AveragePooled),
        (1, x => IsImage(x, out _, out _) ? draft.Apply(new GlobalAveragePool(), x) : null),
        (1, x => IsImage(x, out _, out _) ? draft.Apply(new GlobalMaxPool(), x) : null),
        (5, BatchNormalized),
        (1, InstanceNormalized),
        (1, GroupNormalized),
        (1, LayerNormalized),
        (1, x => IsImage(x, out _, out var extent) && extent.Count == 2 ? draft.Apply(new Lrn { Size = Pick(1, 3), Alpha = 0.01f, Bias = Pick(1f, 2f) }, x) : null),
        (3, Matrix),
        (2, Product),
    ];

    /// <summary>A window that fits, or that fits only because of its padding.</summary>
    private Window Slide(Dims extent, bool same = false)
    {
        var rank = extent.Count;
        var kernel = Each(rank, _ => same ? Pick(1, 3, 3) : Pick(1, 1, 2, 3, 3));
        var dilations = Each(rank, axis => kernel[axis] > 1 && extent[axis] > 4 && Chance(5) ? 2 : 1);
        var strides = Each(rank, _ => same || !Chance(3) ? 1 : Pick(2, 2, 3));
        if (!same && Chance(10))
        {
            return Window.Of(kernel, strides, null, Chance(3) ? dilations : null) with { AutoPad = Pick(AutoPad.SameUpper, AutoPad.SameLower, AutoPad.Valid) };
        }

        var padded = Chance(2);
        var pads = Each(2 * rank, slot => (slot % rank) switch
        {
            var axis when same => dilations[axis] * (kernel[axis] - 1) / 2,
            var axis when padded => random.Next(Math.Min(3, (dilations[axis] * (kernel[axis] - 1)) + 1)),
            var axis => Math.Max(0, (dilations[axis] * (kernel[axis] - 1)) + 1 - extent[axis]),
        });
        return Window.Of(kernel, strides, pads, dilations);
    }

    private Value? Convolution(Value x, bool same = false, bool depthwise = false, int? outputs = null)
    {
        if (!IsImage(x, out var channels, out var extent))
        {
            return null;
        }

        var window = Slide(extent, same);
        var groups = depthwise ? channels : !Chance(4) || outputs is not null ? 1 : Divisor(channels);
        var count = outputs ?? (groups * Between(1, Math.Max(1, 6 / groups)));
        Dims shape = [count, channels / groups, .. window.KernelShape];
        var weight = Weight(ElementOf(x), shape, shape[1..].Product);
        var bias = Chance(2) ? Constant(ElementOf(x), [count]) : null;
        var conv = new Conv { Window = window, Groups = groups };
        return bias is null ? draft.Apply(conv, x, weight) : draft.Apply(conv, x, weight, bias);
    }

    /// <summary>A convolution with what mostly follows one.</summary>
    private Value? Layer(Value x)
    {
        var value = Convolution(x, same: Chance(2), depthwise: Chance(5));
        value = value is not null && Chance(2) ? BatchNormalized(value) : value;
        value = value is not null && Chance(4) ? Affine(value) : value;
        return value is not null && !Chance(4) ? Activated(value) : value;
    }

    private Value? Transposed(Value x)
    {
        if (!IsImage(x, out var channels, out var extent))
        {
            return null;
        }

        var rank = extent.Count;
        var kernel = Each(rank, _ => Between(1, 3));
        var strides = Each(rank, _ => Pick(1, 1, 2));
        var groups = Chance(3) ? Divisor(channels) : 1;
        var count = Between(1, 3);
        var conv = new ConvTranspose
        {
            Window = Window.Of(kernel, strides, Chance(2) ? Each(2 * rank, slot => random.Next(kernel[slot % rank])) : null,
                Chance(5) ? Dims.Repeat(2, rank) : null),
            Groups = groups,
            OutputPadding = Each(rank, axis => Chance(3) ? strides[axis] - 1 : 0),
        };
        if (Chance(8))
        {
            conv = conv with { Window = Window.Of(kernel, strides) with { AutoPad = Pick(AutoPad.SameUpper, AutoPad.Valid) }, OutputPadding = Dims.Repeat(0, rank) };
        }

        var weight = Weight(ElementOf(x), [channels, count, .. kernel], channels / groups * kernel.Product);
        return Chance(2)
            ? draft.Apply(conv, x, weight)
            : draft.Apply(conv, x, weight, Constant(ElementOf(x), [count * groups]));
    }

    private Window? Pooling(Value x, bool padded)
    {
        if (!IsImage(x, out _, out var extent))
        {
            return null;
        }

        var rank = extent.Count;
        var kernel = Each(rank, axis => Math.Min(extent[axis], Between(1, 3)));
        var pads = padded && Chance(2) ? Each(2 * rank, slot => random.Next(kernel[slot % rank])) : Dims.Repeat(0, 2 * rank);
        var window = Window.Of(kernel, Each(rank, _ => Pick(1, 2, 2)), pads);
        return Chance(10) ? Window.Of(kernel, window.Strides) with { AutoPad = Pick(AutoPad.SameUpper, AutoPad.SameLower, AutoPad.Valid) } : window;
    }

    private Value? MaxPooled(Value x)
    {
        if (Pooling(x, padded: true) is not { } window)
        {
            return null;
        }

        var pool = new MaxPool { Window = window, CeilMode = Chance(5) && window.AutoPad is AutoPad.Explicit && IsCeilKnown(window, draft.ShapeOf(x)) };
        if (!Chance(8) || !draft.IsInput(x))
        {
            return draft.Apply(pool, x);
        }

        // With the places where the largest numbers stood: they jump where two numbers change their order.
        return draft.Apply(pool, 2, null, x) is [var pooled, _] ? pooled : null;
    }

    /// <summary>A last window that would begin behind the input is left out; the engine leaves it out and its inference of shapes does not.</summary>
    private static bool IsCeilKnown(Window window, Shape shape) => Enumerable.Range(0, window.Rank).All(axis =>
    {
        var (extent, stride) = (shape[axis + 2].Size, window.Strides[axis]);
        return window.Slide(extent, axis, ceil: true)
            == ((extent + window.PadBegin(axis) + window.PadEnd(axis) - window.Reach(axis) + stride - 1) / stride) + 1;
    });

    private Value? AveragePooled(Value x)
    {
        if (Pooling(x, padded: true) is not { } window)
        {
            return null;
        }

        var pool = new AveragePool { Window = window, CountIncludePad = Chance(2) };
        var isCeil = Chance(8) && window is { AutoPad: AutoPad.Explicit, IsUnpadded: true } && IsCeilKnown(window, draft.ShapeOf(x));
        return draft.Apply(pool with { CeilMode = isCeil }, x);
    }

    private Value? BatchNormalized(Value x)
    {
        var shape = draft.ShapeOf(x);
        if (!IsFloat(x) || shape.Count < 2 || !shape[1].IsKnown)
        {
            return null;
        }

        Dims size = [shape[1].Size];
        var type = ElementOf(x);
        return draft.Apply(new BatchNormalization { Epsilon = Pick(1e-5f, 1e-5f, 1e-3f) }, x,
            Constant(type, size), Constant(type, size), Constant(type, size), Positive(type, size));
    }

    private Value? InstanceNormalized(Value x) => IsImage(x, out var channels, out var extent) && extent.Product > 1
        ? draft.Apply(new InstanceNormalization { Epsilon = 1e-2f }, x, Constant(ElementOf(x), [channels]), Constant(ElementOf(x), [channels]))
        : null;

    private Value? GroupNormalized(Value x) => IsImage(x, out var channels, out var extent) && extent.Product > 1
        ? draft.Apply(new GroupNormalization { Groups = Divisor(channels), Epsilon = 1e-2f }, x, Constant(ElementOf(x), [channels]), Constant(ElementOf(x), [channels]))
        : null;

    private Value? LayerNormalized(Value x)
    {
        var shape = draft.ShapeOf(x);
        return IsFloat(x) && shape.Count >= 2 && shape[^1] is { IsKnown: true, Size: > 1 and var size }
            ? draft.Apply(new LayerNormalization { Epsilon = 1e-2f }, x, Constant(ElementOf(x), [size]), Constant(ElementOf(x), [size]))
            : null;
    }

    private Value? Matrix(Value x)
    {
        var shape = draft.ShapeOf(x);
        if (!IsFloat(x) || shape.Count < 2 || shape[1..].ToDims() is not { } rest)
        {
            return null;
        }

        var flat = shape.Count == 2 ? x : draft.Apply(new Flatten(), x);
        var (transposed, count) = (Chance(2), Between(1, 5));
        var gemm = new Gemm { TransposeB = transposed, Alpha = Pick(1f, 1f, 0.5f), Beta = Pick(1f, 1f, 2f) };
        var weight = Weight(ElementOf(x), transposed ? [count, rest.Product] : [rest.Product, count], rest.Product);
        return flat is null ? null
            : Chance(3) ? draft.Apply(gemm, flat, weight)
            : draft.Apply(gemm, flat, weight, Constant(ElementOf(x), Pick<Dims>([count], [1], [1, count])));
    }

    private Value? Product(Value x)
    {
        var shape = draft.ShapeOf(x);
        return IsFloat(x) && shape.Count >= 2 && shape[^1] is { IsKnown: true, Size: var size }
            ? draft.Apply(new MatMul(), x, Weight(ElementOf(x), [size, Between(1, 5)], size))
            : null;
    }
}

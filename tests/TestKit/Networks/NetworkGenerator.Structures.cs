using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <content>Blocks, branches, and what the compiler does not understand.</content>
public sealed partial class NetworkGenerator
{
    /// <summary>Operators outside the catalog that keep the type of their operand.</summary>
    private static readonly ImmutableArray<(string Type, ImmutableArray<KeyValuePair<string, AttributeValue>> Attributes)> Foreign =
    [
        ("Selu", []),
        ("ThresholdedRelu", [new("alpha", new AttributeValue.Float(0.25f))]),
        ("Celu", [new("alpha", new AttributeValue.Float(1.5f))]),
        ("Softsign", []),
        ("LogSoftmax", [new("axis", new AttributeValue.Int(-1))]),
        ("MeanVarianceNormalization", [new("axes", new AttributeValue.Ints([1]))]),
    ];

    private IEnumerable<(int, Func<Value, Value?>)> Structures() =>
    [
        (8, Residual),
        (3, Branches),
        (2, Parts),
        (1, Unknown),
        (1, Again),
    ];

    /// <summary>A block around an identity, or around a projection that may stride.</summary>
    private Value? Residual(Value x)
    {
        if (!IsImage(x, out var channels, out var extent))
        {
            return null;
        }

        var projects = Chance(3);
        var body = projects ? Convolution(x, same: true) : Convolution(x, same: true, outputs: channels);
        body = body is not null && Chance(2) ? BatchNormalized(body) : body;
        body = body is not null && !Chance(4) ? Activated(body) : body;
        if (body is null || !projects)
        {
            var last = body is null ? null : Convolution(body, same: true, outputs: channels);
            last = last is not null && Chance(3) ? BatchNormalized(last) : last;
            return last is null ? null : Chance(2) ? draft.Apply(new Add(), last, x) : draft.Apply(new Add(), x, last);
        }

        var (rank, stride, count) = (extent.Count, Pick(1, 1, 2), Between(1, 6));
        var window = Window.Of(Dims.Repeat(3, rank), Dims.Repeat(stride, rank), Dims.Repeat(1, 2 * rank));
        var main = Convolved(body, window, count);
        var side = Convolved(x, Window.Of(Dims.Repeat(1, rank), Dims.Repeat(stride, rank)), count);
        return main is null || side is null ? null : draft.Apply(new Add(), main, side);
    }

    private Value? Convolved(Value x, Window window, int outputs)
    {
        Dims shape = [outputs, draft.ShapeOf(x)[1].Size, .. window.KernelShape];
        return draft.Apply(new Conv { Window = window }, x, Weight(ElementOf(x), shape, shape[1..].Product), Constant(ElementOf(x), [outputs]));
    }

    private Value? Branches(Value x)
    {
        var left = Convolution(x, same: true);
        var right = Chance(3) ? x : Convolution(x, same: true);
        return left is null || right is null ? null : draft.Apply(new Concat { Axis = Chance(2) ? 1 : 1 - draft.ShapeOf(x).Count }, left, right);
    }

    /// <summary>The channels in two or three parts, one of them changed, together again in some order.</summary>
    private Value? Parts(Value x)
    {
        var shape = draft.ShapeOf(x);
        if (!IsFloat(x) || shape.Count < 2 || !shape[1].IsKnown || shape[1].Size < 2)
        {
            return null;
        }

        var size = shape[1].Size;
        var cut = Between(1, size - 1);
        var split = size % 2 == 0 && Chance(2) ? new Split { Axis = 1, Parts = 2 } : new Split { Axis = 1, Sizes = [cut, size - cut] };
        if (draft.Apply(split, 2, null, x) is not [var first, var second])
        {
            return null;
        }

        var changed = Layer(first) is { } layer && draft.ShapeOf(layer)[2..] == draft.ShapeOf(second)[2..] ? layer : Activated(first) ?? first;
        return Chance(2) ? draft.Apply(new Concat { Axis = 1 }, changed, second) : draft.Apply(new Concat { Axis = 1 }, second, changed);
    }

    private Value? Unknown(Value x)
    {
        if (ElementOf(x) is not ElementType.Float32 || draft.ShapeOf(x).Count < 2)
        {
            return null;
        }

        var (type, attributes) = Pick([.. Foreign]);
        return draft.ApplyAs(draft.TypeOf(x), new Opaque(type, "") { Attributes = attributes }, x);
    }

    /// <summary>A value read twice by one node.</summary>
    private Value? Again(Value x) => IsFloat(x) ? draft.Apply(Pick<Operator>(new Mul(), new Add(), new Concat { Axis = 0 }), x, x) : null;
}

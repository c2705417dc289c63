using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <content>Activations, functions, arithmetic.</content>
public sealed partial class NetworkGenerator
{
    private IEnumerable<(int, Func<Value, Value?>)> Pointwise() =>
    [
        (8, Activated),
        (2, Function),
        (5, Affine),
        (3, Arithmetic),
        (2, x => draft.Apply(new Identity(), x)),
        (1, x => draft.Apply(new Dropout(), x)),
        (1, ThroughOtherType),
        (1, ClippedByComputed),
    ];

    private Value? Activated(Value x)
    {
        if (!IsFloat(x))
        {
            return null;
        }

        var shape = draft.ShapeOf(x);
        Operator? op = random.Next(24) switch
        {
            < 7 => new Relu(),
            7 => new Clip { Min = 0, Max = 6 },
            8 => new Clip { Min = Pick(0f, -1f, -0.5f) },
            9 => new Clip { Max = Pick(0.5f, 6f) },
            10 => new Clip { Min = float.MinValue, Max = float.MaxValue },
            11 => new LeakyRelu { Alpha = Pick(0.01f, 0.1f, 0f, 1f) },
            12 => new Elu { Alpha = Pick(1f, 0.5f) },
            13 => new Sigmoid(),
            14 => new Tanh(),
            15 => new HardSigmoid { Alpha = Pick(0.2f, 1f / 6) },
            16 => new HardSwish(),
            17 => new Gelu { Approximate = Pick("none", "tanh") },
            18 => new Mish(),
            19 => new Softplus(),
            20 => new Swish { Alpha = Pick(1f, 1.5f) },
            21 => new Softmax { Axis = shape.Count > 1 ? Pick(1, -1) : -1 },
            _ => null,
        };
        if (op is not null)
        {
            return draft.Apply(op, x);
        }

        return shape.Count >= 2 && shape[1].IsKnown
            ? draft.Apply(new PRelu(), x, Constant(ElementOf(x), Chance(3) ? [1] : [shape[1].Size, .. Dims.Repeat(1, shape.Count - 2)]))
            : null;
    }

    /// <summary>
    /// Functions that jump read inputs only: behind anything that rounds, two right networks may land on different sides of the jump. Those
    /// that are not defined everywhere read what is certainly positive.
    /// </summary>
    private Value? Function(Value x)
    {
        if (!IsFloat(x))
        {
            return null;
        }

        var function = Pick([.. UnaryFunction.Functions]);
        return function switch
        {
            "Ceil" or "Floor" or "Round" or "Sign" => draft.IsInput(x) ? draft.Apply(new UnaryFunction(function), x) : null,
            "Log" or "Sqrt" or "Reciprocal" => draft.Apply(new Clip { Min = 0.25f, Max = 100 }, x) is { } positive
                ? draft.Apply(new UnaryFunction(function), positive)
                : null,
            "Exp" => draft.Apply(new Clip { Min = -5, Max = 2 }, x) is { } small ? draft.Apply(new UnaryFunction(function), small) : null,
            "Sin" or "Cos" => draft.Apply(new Clip { Min = -10, Max = 10 }, x) is { } near ? draft.Apply(new UnaryFunction(function), near) : null,
            _ => draft.Apply(new UnaryFunction(function), x),
        };
    }

    /// <summary>A constant on the channel axis, on all, on axes that look like the channels', or larger than the value.</summary>
    private Value? Affine(Value x)
    {
        var shape = draft.ShapeOf(x);
        if (!IsFloat(x) || shape.Count < 2 || shape[1..].ToDims() is not { } rest)
        {
            return null;
        }

        var ones = Dims.Repeat(1, shape.Count - 2);
        Dims constant = random.Next(9) switch
        {
            < 3 => [rest[0], .. ones],
            3 => [1, rest[0], .. ones],
            4 => Chance(2) ? [] : [1],
            5 => [rest[^1]],
            6 => rest,
            7 => [.. ones, 1, rest[^1]],
            _ => shape.Count > 2 ? [rest[^2], 1] : [1, rest[^1]],
        };
        var op = Pick<Operator>(new Add(), new Mul(), new Sub(), new Div());
        var value = op is Div || Chance(3) ? Positive(ElementOf(x), constant) : Constant(ElementOf(x), constant);
        return op is not Div && Chance(4) ? draft.Apply(op, value, x) : draft.Apply(op, x, value);
    }

    /// <summary>Two computed values, of one shape or of shapes that broadcast.</summary>
    private Value? Arithmetic(Value x)
    {
        if (!IsFloat(x))
        {
            return null;
        }

        var partners = draft.Pool.Where(other => ElementOf(other) == ElementOf(x) && Broadcasts(other, x)).ToArray();
        var other = partners.Length > 0 ? Pick(partners) : x;
        return random.Next(9) switch
        {
            0 => draft.Apply(new Sum(), x, other, x),
            1 => draft.Apply(new BroadcastFunction("Max"), x, other),
            2 => draft.Apply(new BroadcastFunction("Min"), x, other),
            3 => draft.Apply(new BroadcastFunction("Pow"), x, draft.Constant(Tensor.Scalar(Pick(2f, 1f, 3f)).ConvertTo(ElementOf(x)))),
            4 => draft.Apply(new Sub(), x, other),
            5 => draft.Apply(new Mul(), x, other),
            6 => draft.Apply(new Sigmoid(), other) is { } gate ? draft.Apply(new Mul(), x, gate) : null,
            _ => draft.Apply(new Add(), x, other),
        };
    }

    private bool Broadcasts(Value one, Value other)
    {
        var (left, right) = (draft.ShapeOf(one), draft.ShapeOf(other));
        return left == right
            || (left.Count == right.Count && left.Zip(right).All(axes => axes.First == axes.Second || axes.First == 1 || axes.Second == 1));
    }

    /// <summary>A part in another precision, and back.</summary>
    private Value? ThroughOtherType(Value x)
    {
        if (!IsFloat(x))
        {
            return null;
        }

        var own = ElementOf(x);
        var other = own is ElementType.Float16 ? ElementType.Float32 : Pick(ElementType.Float16, ElementType.Float64);
        if (isHuge && other is ElementType.Float16)
        {
            // Half precision has no numbers as large, and infinities are no affair of linear algebra.
            return null;
        }

        var there = draft.Apply(new Cast { To = other }, x);
        if (there is not null && other is not ElementType.Float64)
        {
            there = Layer(there) ?? draft.Apply(new Relu(), there);
        }

        return there is null ? null : draft.Apply(new Cast { To = own }, there);
    }

    private Value? ClippedByComputed(Value x)
    {
        if (!IsFloat(x))
        {
            return null;
        }

        var low = draft.Apply(new Identity(), draft.Constant(Tensor.Scalar(-0.5f).ConvertTo(ElementOf(x))));
        return draft.ApplyAs(draft.TypeOf(x), new Clip { IsComputed = true }, x, low);
    }
}

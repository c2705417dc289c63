using System.Collections.Frozen;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes;

/// <summary>Says every operator in terms of those that the engine computes in double precision.</summary>
internal sealed class DoubleLowering(Graph graph, GraphBuilder builder)
{
    /// <summary>Operators that have a double kernel, or move numbers without computing.</summary>
    private static readonly FrozenSet<string> Wideable = FrozenSet.Create(
        "Add", "Sub", "Mul", "Div", "Sum", "Neg", "Abs", "Sqrt", "Exp", "Log", "Pow", "Reciprocal", "Min", "Max", "Floor", "Ceil",
        "BatchNormalization", "Relu", "Clip", "Softmax", "LogSoftmax", "MaxPool", "Concat", "Split", "Slice", "Gather", "Flatten",
        "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Gemm", "MatMul", "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "Pad",
        "DepthToSpace", "SpaceToDepth", "Identity", "Dropout", "Expand", "Tile", "Shape", "Size", "Where", "Equal", "Less", "Greater",
        "ArgMax", "ArgMin", "LayerNormalization");

    private readonly Dictionary<Value, Value> defined = [];

    /// <summary>Operator types that had to be left in single precision.</summary>
    public SortedSet<string> SinglePrecision { get; } = new(StringComparer.Ordinal);

    /// <summary>Says what stands for a value.</summary>
    public void Define(Value value, Value wide) => defined[value] = wide;

    /// <summary>What stands for a value: in double precision if it is a floating-point number, the same otherwise.</summary>
    public Value Wide(Value value)
    {
        if (defined.TryGetValue(value, out var wide))
        {
            return wide;
        }

        return defined[value] = Widened(graph.Initializers[value]);
    }

    /// <summary>A constant in double precision; widened by the engine, so that the weights of a network need not be copied here.</summary>
    private Value Widened(Tensor tensor)
    {
        var constant = builder.Constant(tensor);
        return tensor.Element.IsFloating() && tensor.Element is not ElementType.Float64
            ? builder.Apply(new Cast { To = ElementType.Float64 }, constant)
            : constant;
    }

    /// <summary>Why a node has no counterpart in double precision, or null.</summary>
    public string? WhyNot(Node node) =>
        node.Op is Opaque { WrittenOperands: not null } ? "its subgraphs read values by name"
        : node.Outputs.FirstOrDefault(output =>
            graph.TypeOf(output) is null && (graph.UsesOf(output).Length > 0 || graph.IsOutput(output))) is { } unknown
            ? $"the type of '{graph.NameOf(unknown)}' is not known"
        : null;

    /// <summary>Emits the counterpart of a node.</summary>
    public void Lower(Node node)
    {
        if (!node.Inputs.Concat(node.Outputs).Any(IsFloating))
        {
            Emit(node, node.Op);
        }
        else if (LowerToPrimitives(node) is { } result)
        {
            Define(node.Output, result);
        }
        else if (node.Inputs.Any(IsFloating) && Wideable.Contains(node.Op.OpType) && node.Op.Domain is "" or "ai.onnx")
        {
            Emit(node, node.Op);
        }
        else
        {
            InSinglePrecision(node);
        }
    }

    private Value? LowerToPrimitives(Node node)
    {
        var windows = new WindowLowering(graph, builder, Wide, Widened);
        return node.Op switch
        {
            Cast { To: var to } when to.IsFloating() => builder.Apply(new Cast { To = ElementType.Float64 }, Wide(node.Inputs[0]!)),
            Conv conv => windows.Conv(node, conv),
            ConvTranspose conv => windows.ConvTranspose(node, conv),
            AveragePool pool => windows.AveragePool(node, pool),
            GlobalAveragePool => Mean(Wide(node.Inputs[0]!), SpatialAxes(node)),
            InstanceNormalization norm => Normalized(node, norm.Epsilon, null),
            GroupNormalization norm => Normalized(node, norm.Epsilon, norm.Groups),
            Softplus => SoftplusOf(Wide(node.Inputs[0]!)),
            Mish => builder.Apply(new Mul(), Wide(node.Inputs[0]!), TanhOf(SoftplusOf(Wide(node.Inputs[0]!)))),
            LeakyRelu leaky => Kinked(Wide(node.Inputs[0]!), Number(leaky.Alpha)),
            PRelu => Kinked(Wide(node.Inputs[0]!), Wide(node.Inputs[1]!)),
            HardSigmoid hard => HardSigmoidOf(Wide(node.Inputs[0]!), hard.Alpha, hard.Beta),
            Sigmoid => SigmoidOf(Wide(node.Inputs[0]!)),
            Tanh => TanhOf(Wide(node.Inputs[0]!)),
            HardSwish => builder.Apply(new Mul(), Wide(node.Inputs[0]!), HardSigmoidOf(Wide(node.Inputs[0]!), 1.0 / 6, 0.5)),
            Swish swish => Gated(Wide(node.Inputs[0]!), swish.Alpha),
            Elu elu => EluOf(Wide(node.Inputs[0]!), elu.Alpha),
            Resize or Upsample when node.Inputs.Length == 1 => InTwoParts(node),
            _ => null,
        };
    }

    private void Emit(Node node, Operator op)
    {
        var results = builder.Apply(op, [.. node.Inputs.Select(input => input is null ? null : Wide(input))], node.Outputs.Length);
        foreach (var (output, result) in node.Outputs.Zip(results))
        {
            Define(output, result);
        }
    }

    private void InSinglePrecision(Node node)
    {
        if (node.Inputs.Any(IsFloating))
        {
            SinglePrecision.Add(node.Op.OpType);
        }

        var inputs = node.Inputs.Select(input => input is null ? null : IsFloating(input) ? Narrow(Wide(input)) : Wide(input));
        var results = builder.Apply(node.Op, [.. inputs], node.Outputs.Select(NarrowType));
        foreach (var (output, result) in node.Outputs.Zip(results))
        {
            Define(output, IsFloating(output) ? builder.Apply(new Cast { To = ElementType.Float64 }, result) : result);
        }
    }

    /// <summary>What operators behind a node that is not understood rest on: it does not tell its types itself.</summary>
    private TensorType? NarrowType(Value output) =>
        graph.TypeOf(output) is { } type ? type.Element.IsFloating() ? type with { Element = ElementType.Float32 } : type : null;

    private Value Number(double number) => builder.Constant(Tensor.Scalar(number));

    private Value Narrow(Value value) => builder.Apply(new Cast { To = ElementType.Float32 }, value);

    /// <summary>
    /// x = high + low, each in single precision: an operator that only selects or mixes linearly is exact on both to 48 bits.
    /// </summary>
    private Value InTwoParts(Node node)
    {
        var x = Wide(node.Inputs[0]!);
        var high = Narrow(x);
        var rest = builder.Apply(new Sub(), x, builder.Apply(new Cast { To = ElementType.Float64 }, high));
        var low = Narrow(rest);
        Value Widened(Value part) => builder.Apply(new Cast { To = ElementType.Float64 }, builder.Apply(node.Op, part));
        return builder.Apply(new Add(), Widened(high), Widened(low));
    }

    /// <summary>max(x, 0) + slope · min(x, 0).</summary>
    private Value Kinked(Value x, Value slope)
    {
        var negative = builder.Apply(new Sub(), x, builder.Apply(new Relu(), x));
        return builder.Apply(new Add(), builder.Apply(new Relu(), x), builder.Apply(new Mul(), slope, negative));
    }

    private Value HardSigmoidOf(Value x, double alpha, double beta) =>
        builder.Apply(new Clip { Min = 0, Max = 1 },
            builder.Apply(new Add(), builder.Apply(new Mul(), x, Number(alpha)), Number(beta)));

    /// <summary>1 / (1 + exp(−x)); as one node the engine would fuse it into gates that it has in single precision only.</summary>
    private Value SigmoidOf(Value x)
    {
        var grown = builder.Apply(new UnaryFunction("Exp"), builder.Apply(new UnaryFunction("Neg"), x));
        return builder.Apply(new UnaryFunction("Reciprocal"), builder.Apply(new Add(), grown, Number(1)));
    }

    /// <summary>2 · sigmoid(2x) − 1, for the same reason.</summary>
    private Value TanhOf(Value x)
    {
        var doubled = builder.Apply(new Mul(), SigmoidOf(builder.Apply(new Mul(), x, Number(2))), Number(2));
        return builder.Apply(new Sub(), doubled, Number(1));
    }

    private Value Gated(Value x, double alpha) => builder.Apply(new Mul(), x, SigmoidOf(builder.Apply(new Mul(), x, Number(alpha))));

    /// <summary>max(x, 0) + α · (exp(min(x, 0)) − 1).</summary>
    private Value EluOf(Value x, double alpha)
    {
        var negative = builder.Apply(new Sub(), x, builder.Apply(new Relu(), x));
        var grown = builder.Apply(new Sub(), builder.Apply(new UnaryFunction("Exp"), negative), Number(1));
        return builder.Apply(new Add(), builder.Apply(new Relu(), x), builder.Apply(new Mul(), grown, Number(alpha)));
    }

    /// <summary>max(x, 0) + log(1 + exp(−|x|)).</summary>
    private Value SoftplusOf(Value x)
    {
        var decay = builder.Apply(new UnaryFunction("Exp"),
            builder.Apply(new UnaryFunction("Neg"), builder.Apply(new UnaryFunction("Abs"), x)));
        var rest = builder.Apply(new UnaryFunction("Log"), builder.Apply(new Add(), decay, Number(1)));
        return builder.Apply(new Add(), builder.Apply(new Relu(), x), rest);
    }

    /// <summary>
    /// Mean 0 and variance 1 over each channel, or over each of some groups of channels; then scale and shift per channel.
    /// </summary>
    private Value? Normalized(Node node, double epsilon, int? groups)
    {
        if (graph.TypeOf(node.Inputs[0]!)?.Shape.ToDims() is not { } input)
        {
            return null;
        }

        var x = builder.Apply(new Reshape { Target = [input[0], groups ?? input[1], -1] }, Wide(node.Inputs[0]!));
        var centered = builder.Apply(new Sub(), x, Mean(x, [2]));
        var variance = builder.Apply(new Add(), Mean(builder.Apply(new Mul(), centered, centered), [2]), Number(epsilon));
        var unit = builder.Apply(new Div(), centered, builder.Apply(new UnaryFunction("Sqrt"), variance));
        var image = builder.Apply(new Reshape { Target = input }, unit);
        Value PerChannel(Value value) => builder.Apply(new Reshape { Target = [-1, .. Dims.Repeat(1, input.Count - 2)] }, Wide(value));
        return builder.Apply(new Add(), builder.Apply(new Mul(), image, PerChannel(node.Inputs[1]!)), PerChannel(node.Inputs[2]!));
    }

    private Value Mean(Value x, Dims axes) => builder.Apply(new ReduceMean { Axes = axes }, x);

    private Dims SpatialAxes(Node node) => [.. Enumerable.Range(2, graph.TypeOf(node.Inputs[0]!)!.Shape.Count - 2)];

    private bool IsFloating(Value? value) => value is not null && graph.TypeOf(value) is { } type && type.Element.IsFloating();
}

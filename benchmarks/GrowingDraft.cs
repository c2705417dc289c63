using DepthCompress.GraphIR;

namespace DepthCompress.Benchmarks;

/// <summary>A network in the making.</summary>
internal sealed class GrowingDraft
{
    internal const int Channels = 2;
    private readonly List<Node> nodes = [];
    private readonly Dictionary<Value, Tensor> initializers = [];
    private readonly List<Value> inputs = [];

    internal GrowingDraft(int extent = 4, int channels = Channels) => Last = Input([1, channels, extent, extent]);

    internal static Conv Pointwise { get; } = new() { Window = Window.Of([1, 1]) };

    /// <summary>What was computed last.</summary>
    internal Value Last { get; private set; }

    /// <summary>What is given to the network.</summary>
    internal Value Input(Shape shape)
    {
        inputs.Add(new Value($"input{inputs.Count}", new TensorType(ElementType.Float32, shape)) { IsPinned = true });
        return inputs[^1];
    }

    internal Value Conv(Value from) => Apply(Pointwise, [from, Constant([Channels, Channels, 1, 1])]);

    internal Value Normalized(Value from) => Apply(new BatchNormalization(),
        [from, Constant([Channels]), Constant([Channels]), Constant([Channels]), Constant([Channels])]);

    internal Value Relu(Value from) => Apply(new Relu(), [from]);

    internal Value Add(Value one, Value other) => Apply(new Add(), [one, other]);

    internal Value Constant(Dims shape) => Constant(Tensor.Build<float>(shape, numbers => numbers.Fill(0.5f)));

    internal Value Constant(Tensor tensor)
    {
        var value = new Value($"c{initializers.Count}");
        initializers[value] = tensor;
        return value;
    }

    internal Value Apply(Operator op, ImmutableArray<Value?> operands) => Apply(op, operands, results: 1)[0];

    internal ImmutableArray<Value> Apply(Operator op, ImmutableArray<Value?> operands, int results)
    {
        var name = $"v{nodes.Count}";
        ImmutableArray<Value> made = [.. Enumerable.Range(0, results).Select(_ => new Value(name))];
        nodes.Add(new Node { Name = $"n{nodes.Count}", Op = op, Inputs = operands, Outputs = made });
        Last = made[^1];
        return made;
    }

    internal Graph ToGraph(params ImmutableArray<Value> outputs) => Graph.Create("growing", [.. inputs], nodes,
        [.. outputs.Select((value, index) => new GraphOutput($"output{index}", value))], initializers);
}

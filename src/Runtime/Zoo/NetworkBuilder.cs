using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// Writes a network down layer by layer, with seeded weights: convolutions normal with variance 2 / inputs of an output (He et al. 2015),
/// scales of batch norms uniform in 0.5 … 1.5, their shifts normal with deviation 0.1, their statistics 0 and 1 until they are calibrated.
/// </summary>
internal sealed class NetworkBuilder(string name, int seed)
{
    private readonly List<Node> nodes = [];
    private readonly OrderedDictionary<Value, Tensor> initializers = [];
    private readonly Dictionary<Value, int> channels = [];
    private Value? input;

    /// <summary>A batch of images of any number.</summary>
    public Value Input(int imageChannels, Dim height, Dim width)
    {
        input = new Value("input", new(ElementType.Float32, [Dim.Named("N"), imageChannels, height, width])) { IsPinned = true };
        channels[input] = imageChannels;
        return input;
    }

    public int ChannelsOf(Value value) => channels[value];

    /// <summary>A convolution with an odd kernel that keeps the size, up to the stride.</summary>
    public Value Conv(
        string layer,
        Value x,
        int outputs,
        int kernel = 3,
        int stride = 1,
        int groups = 1,
        bool bias = false,
        double gain = 1,
        bool passes = false)
    {
        var inputs = ChannelsOf(x) / groups;
        var deviation = gain * Math.Sqrt(2.0 / (inputs * kernel * kernel));
        var weight = Normal($"{layer}.weight", [outputs, inputs, kernel, kernel], deviation);
        if (passes)
        {
            initializers[weight] = WithIdentity(initializers[weight]);
        }

        var window = Window.Of([kernel, kernel], strides: [stride, stride], pads: Dims.Repeat(kernel / 2, 4));
        var op = new Conv { Window = window, Groups = groups };
        return bias
            ? Define(layer, op, outputs, x, weight, Normal($"{layer}.bias", [outputs], 0.05))
            : Define(layer, op, outputs, x, weight);
    }

    public Value Norm(string layer, Value x)
    {
        var count = ChannelsOf(x);
        var random = RandomOf(initializers.Count);
        var scale = Initializer($"{layer}.scale", [count], () => random.Uniform(0.5, 1.5));
        var shift = Normal($"{layer}.shift", [count], 0.1);
        return Define(
            layer,
            new BatchNormalization(),
            count,
            x,
            scale,
            shift,
            Initializer($"{layer}.mean", [count], () => 0),
            Initializer($"{layer}.variance", [count], () => 1));
    }

    public Value Relu(string layer, Value x) => Define(layer, new Relu(), ChannelsOf(x), x);

    public Value Relu6(string layer, Value x) => Define(layer, new Clip { Min = 0, Max = 6 }, ChannelsOf(x), x);

    public Value Add(string layer, Value left, Value right) => Define(layer, new Add(), ChannelsOf(left), left, right);

    public Value Subtract(string layer, Value left, Value right) => Define(layer, new Sub(), ChannelsOf(left), left, right);

    public Value Concat(string layer, Value left, Value right) =>
        Define(layer, new Concat { Axis = 1 }, ChannelsOf(left) + ChannelsOf(right), left, right);

    public Value Halve(string layer, Value x) =>
        Define(layer, new MaxPool { Window = Window.Of([2, 2], strides: [2, 2]) }, ChannelsOf(x), x);

    /// <summary>Every pixel twice in both directions.</summary>
    public Value Double(string layer, Value x) => Define(
        layer, new Resize { Scales = [1, 1, 2, 2], CoordinateMode = "asymmetric", NearestMode = "floor" }, ChannelsOf(x), x);

    /// <summary>The mean of every channel, then scores for the classes.</summary>
    public Value Classify(Value x, int classes)
    {
        var inputs = ChannelsOf(x);
        var pooled = Define("pool", new GlobalAveragePool(), inputs, x);
        var flat = Define("flatten", new Flatten(), inputs, pooled);
        var weight = Normal("head.weight", [classes, inputs], Math.Sqrt(1.0 / inputs));
        var bias = Initializer("head.bias", [classes], () => 0);
        return Define("head", new Gemm { TransposeB = true }, classes, flat, weight, bias);
    }

    public Graph ToGraph(string output, Value value) => Graph.Create(name, [input!], nodes, [new(output, value)], initializers);

    private Value Define(string layer, Operator op, int outputs, params ReadOnlySpan<Value> operands)
    {
        var value = new Value(layer);
        nodes.Add(new Node { Name = layer, Op = op, Inputs = [.. operands], Outputs = [value] });
        channels[value] = outputs;
        return value;
    }

    private static Tensor WithIdentity(Tensor weight)
    {
        var numbers = weight.AsSpan<float>().ToArray();
        var (inputs, taps) = (weight.Shape[1], weight.Shape[2..].Product);
        for (var channel = 0; channel < inputs; channel++)
        {
            numbers[(((channel * inputs) + channel) * taps) + (taps / 2)] += 1;
        }

        return Tensor.Create<float>(weight.Shape, numbers);
    }

    private Value Normal(string hint, Dims shape, double deviation)
    {
        var random = RandomOf(initializers.Count);
        return Initializer(hint, shape, () => deviation * random.Gaussian());
    }

    private Value Initializer(string hint, Dims shape, Func<double> next)
    {
        var numbers = new float[shape.Product];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)next();
        }

        var value = new Value(hint);
        initializers.Add(value, Tensor.Create<float>(shape, numbers));
        return value;
    }

    private SeededRandom RandomOf(int ordinal) => SeededRandom.Of(seed, ordinal, 0x200);
}

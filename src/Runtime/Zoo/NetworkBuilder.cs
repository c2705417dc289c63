using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>Writes a network down layer by layer, with seeded weights; batch norms have the statistics 0 and 1 until they are calibrated.</summary>
internal sealed class NetworkBuilder(string name, int seed, InitialWeights weights = InitialWeights.Varied)
{
    private readonly WeightSource source = new(weights, seed);
    private readonly List<Node> nodes = [];
    private readonly OrderedDictionary<Value, Tensor> initializers = [];
    private readonly Dictionary<Value, int> channels = [];
    private readonly List<Value> inputs = [];

    /// <summary>A batch of images of any number.</summary>
    public Value Input(ImageShape shape) => Input(shape.Channels, shape.Height, shape.Width);

    /// <summary>As above, of a size that may be open.</summary>
    public Value Input(int imageChannels, Dim height, Dim width, string called = "input")
    {
        var input = Input(called, ElementType.Float32, [Dim.Named("N"), imageChannels, height, width]);
        channels[input] = imageChannels;
        return input;
    }

    /// <summary>Something else than images.</summary>
    public Value Input(string called, ElementType element, Shape shape)
    {
        var input = new Value(called, new(element, shape)) { IsPinned = true };
        inputs.Add(input);
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
        bool passes = false,
        Dims? pads = null)
    {
        var numbers = source.Kernel(initializers.Count, [outputs, ChannelsOf(x) / groups, kernel, kernel], groups, gain);
        var weight = Initializer($"{layer}.weight", passes ? WithIdentity(numbers) : numbers);
        var window = Window.Of([kernel, kernel], strides: [stride, stride], pads: pads ?? Dims.Repeat(kernel / 2, 4));
        var op = new Conv { Window = window, Groups = groups };
        return bias
            ? Define(layer, op, outputs, x, weight, Initializer($"{layer}.bias", source.Shift(initializers.Count, outputs, 0.05)))
            : Define(layer, op, outputs, x, weight);
    }

    public Value Norm(string layer, Value x)
    {
        var count = ChannelsOf(x);
        var (scale, shift) = ScaleAndShift(layer, count);
        return Define(
            layer,
            new BatchNormalization(),
            count,
            x,
            scale,
            shift,
            Initializer($"{layer}.mean", source.Constant([count], 0)),
            Initializer($"{layer}.variance", source.Constant([count], 1)));
    }

    public Value GroupNorm(string layer, Value x, int groups, float epsilon)
    {
        var (scale, shift) = ScaleAndShift(layer, ChannelsOf(x));
        return Define(layer, new GroupNormalization { Groups = groups, Epsilon = epsilon }, ChannelsOf(x), x, scale, shift);
    }

    public Value Relu(string layer, Value x) => Define(layer, new Relu(), ChannelsOf(x), x);

    public Value Relu6(string layer, Value x) => Define(layer, new Clip { Min = 0, Max = 6 }, ChannelsOf(x), x);

    public Value Add(string layer, Value left, Value right) => Define(layer, new Add(), ChannelsOf(left), left, right);

    public Value Subtract(string layer, Value left, Value right) => Define(layer, new Sub(), ChannelsOf(left), left, right);

    public Value Concat(string layer, Value left, Value right) =>
        Define(layer, new Concat { Axis = 1 }, ChannelsOf(left) + ChannelsOf(right), left, right);

    public Value Halve(string layer, Value x) => MaxPool(layer, x, kernel: 2, pad: 0);

    /// <summary>The largest of every window, two pixels apart.</summary>
    public Value MaxPool(string layer, Value x, int kernel, int pad)
    {
        var window = Window.Of([kernel, kernel], strides: [2, 2], pads: Dims.Repeat(pad, 4));
        return Define(layer, new MaxPool { Window = window }, ChannelsOf(x), x);
    }

    /// <summary>Every pixel twice in both directions.</summary>
    public Value Double(string layer, Value x) => Define(
        layer, new Resize { Scales = [1, 1, 2, 2], CoordinateMode = "asymmetric", NearestMode = "floor" }, ChannelsOf(x), x);

    /// <summary>The mean of every channel, then scores for the classes.</summary>
    public Value Classify(Value x, int classes)
    {
        var pooled = Define("pool", new GlobalAveragePool(), ChannelsOf(x), x);
        return Linear("head", Define("flatten", new Flatten(), ChannelsOf(x), pooled), classes);
    }

    /// <summary>Every pixel of every channel on its own, then [N, <paramref name="features"/>].</summary>
    public Value Flatten(string layer, Value x, int features) => Define(layer, new Flatten(), features, x);

    /// <summary>[N, features] to [N, outputs].</summary>
    public Value Linear(string layer, Value x, int outputs)
    {
        var weight = Initializer($"{layer}.weight", source.Linear(initializers.Count, [outputs, ChannelsOf(x)]));
        var bias = Initializer($"{layer}.bias", source.Constant([outputs], 0));
        return Define(layer, new Gemm { TransposeB = true }, outputs, x, weight, bias);
    }

    public Graph ToGraph(string output, Value value) => Graph.Create(name, [.. inputs], nodes, [new(output, value)], initializers);

    /// <summary>Any operator; <paramref name="outputs"/> is the number of channels it leaves.</summary>
    public Value Define(string layer, Operator op, int outputs, params ReadOnlySpan<Value> operands)
    {
        var value = new Value(layer);
        nodes.Add(new Node { Name = layer, Op = op, Inputs = [.. operands], Outputs = [value] });
        channels[value] = outputs;
        return value;
    }

    /// <summary>A constant of the network.</summary>
    public Value Initializer(string hint, Tensor tensor)
    {
        var value = new Value(hint);
        initializers.Add(value, tensor);
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

    private (Value Scale, Value Shift) ScaleAndShift(string layer, int count)
    {
        var scale = Initializer($"{layer}.scale", source.Scale(initializers.Count, count));
        return (scale, Initializer($"{layer}.shift", source.Shift(initializers.Count, count, 0.1)));
    }
}

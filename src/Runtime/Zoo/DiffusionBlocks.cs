using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Zoo;

/// <summary>The blocks of a denoising diffusion network (Ho et al. 2020): group norms, SiLU, attention, and steps of time.</summary>
/// <param name="network">Takes them.</param>
/// <param name="groups">Of the group norms.</param>
internal sealed class DiffusionBlocks(NetworkBuilder network, int groups)
{
    private const float Epsilon = 1e-6f;

    // What ends a branch begins small, so that every block begins near the identity; the published networks begin at zero.
    private const double LastGain = 0.1;

    /// <summary>x · sigmoid(x).</summary>
    public Value Silu(string layer, Value x)
    {
        var channels = network.ChannelsOf(x);
        return network.Define(layer, new Mul(), channels, x, network.Define($"{layer}.sigmoid", new Sigmoid(), channels, x));
    }

    /// <summary>Two 3x3 convolutions, the features of the time added between them, and a shortcut.</summary>
    public Value Residual(string block, Value x, Value time, int outputs)
    {
        var branch = network.Conv($"{block}.conv1", Active($"{block}.norm1", x), outputs, bias: true);
        var shift = network.Linear($"{block}.time", time, outputs);
        shift = network.Define($"{block}.time.planes", new Unsqueeze { Axes = [2, 3] }, outputs, shift);
        branch = network.Add($"{block}.time.add", branch, shift);
        branch = network.Conv($"{block}.conv2", Active($"{block}.norm2", branch), outputs, bias: true, gain: LastGain);
        var shortcut = network.ChannelsOf(x) == outputs ? x : network.Conv($"{block}.shortcut", x, outputs, kernel: 1, bias: true);
        return network.Add($"{block}.add", branch, shortcut);
    }

    /// <summary>Every pixel attends to every other: x + P (V softmax(Qᵀ K / √channels)ᵀ).</summary>
    public Value Attention(string block, Value x, int height, int width)
    {
        var channels = network.ChannelsOf(x);
        var normed = network.GroupNorm($"{block}.norm", x, groups, Epsilon);
        var (query, key, value) = (Flat("query"), Flat("key"), Flat("value"));
        var scores = Apply("scores", new MatMul(), Turned("query.turned", query), key);
        var scale = network.Initializer($"{block}.scale", Tensor.Scalar((float)(1 / Math.Sqrt(channels))));
        var weights = Apply("weights", new Softmax(), Apply("scaled", new Mul(), scores, scale));
        var mixed = Apply("mixed", new MatMul(), value, Turned("weights.turned", weights));
        mixed = Apply("planes", new Reshape { Target = [0, channels, height, width] }, mixed);
        var answer = network.Conv($"{block}.project", mixed, channels, kernel: 1, bias: true, gain: LastGain);
        return network.Add($"{block}.add", answer, x);

        Value Flat(string part)
        {
            var planes = network.Conv($"{block}.{part}", normed, channels, kernel: 1, bias: true);
            return Apply($"{part}.flat", new Reshape { Target = [0, channels, height * width] }, planes);
        }

        Value Turned(string part, Value matrix) => Apply(part, new Transpose { Permutation = [0, 2, 1] }, matrix);

        Value Apply(string part, Operator op, params ReadOnlySpan<Value> operands) =>
            network.Define($"{block}.{part}", op, channels, operands);
    }

    /// <summary>Halves the size; zeros only below and on the right.</summary>
    public Value Down(string layer, Value x) => network.Conv(layer, x, network.ChannelsOf(x), stride: 2, bias: true, pads: [0, 0, 1, 1]);

    /// <summary>Doubles the size.</summary>
    public Value Up(string layer, Value x) =>
        network.Conv(layer, network.Double($"{layer}.resize", x), network.ChannelsOf(x), bias: true);

    /// <summary>Norm, SiLU, 3x3.</summary>
    public Value Answer(string layer, Value x, int outputs) =>
        network.Conv(layer, Active($"{layer}.norm", x), outputs, bias: true, gain: LastGain);

    /// <summary>
    /// The numbers of steps as features: sines and cosines of falling frequencies, from a table of every step (which is data and not
    /// trained), then two linear layers.
    /// </summary>
    public Value Time(Value step, int steps, int features)
    {
        var table = network.Initializer("time.table", Tensor.Build<float>([steps, features], numbers => Fill(numbers, features)));
        var x = network.Define("time.features", new Gather(), features, table, step);
        x = network.Linear("time.linear1", x, 4 * features);
        return Silu("time.silu2", network.Linear("time.linear2", Silu("time.silu1", x), 4 * features));
    }

    private Value Active(string layer, Value x) => Silu($"{layer}.silu", network.GroupNorm(layer, x, groups, Epsilon));

    private static void Fill(Span<float> table, int features)
    {
        var half = features / 2;
        for (var i = 0; i < table.Length; i++)
        {
            var (step, feature) = (i / features, i % features);
            var angle = step * Math.Exp(-Math.Log(10000) * (feature % half) / Math.Max(1, half - 1));
            table[i] = (float)(feature < half ? Math.Sin(angle) : Math.Cos(angle));
        }
    }
}

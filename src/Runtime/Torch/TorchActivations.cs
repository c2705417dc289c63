using DepthCompress.GraphIR;
using TorchSharp;
using static DepthCompress.Runtime.Torch.Lowered;
using F = TorchSharp.torch.nn.functional;

namespace DepthCompress.Runtime.Torch;

/// <summary>Activations that take more than one call, or one of several.</summary>
internal static class TorchActivations
{
    /// <summary>Bounds that are numbers or operands.</summary>
    internal static Lowered Clip(Clip clip)
    {
        if (clip.IsComputed)
        {
            return Composed(x => x.Optional(1) is null && x.Optional(2) is null ? x[0].alias() : x[0].clamp(x.Optional(1), x.Optional(2)));
        }

        return (clip.Min, clip.Max) switch
        {
            (null, null) => Same,
            ({ } low, { } high) when low <= high => Call(x => x[0].hardtanh(low, high)),
            ({ } low, { } high) => Call(x => x[0].clamp((Scalar)low, (Scalar)high)),
            ({ } low, null) => Call(x => x[0].clamp_min(low)),
            (null, { } high) => Call(x => x[0].clamp_max(high)),
        };
    }

    /// <summary>x · Φ(x), exact or by way of tanh (Hendrycks and Gimpel 2016).</summary>
    internal static Lowered Gelu(Gelu gelu) => gelu.Approximate switch
    {
        "none" => Call(x => x[0].gelu()),
        "tanh" => Composed(x => (((x[0].pow(3) * 0.044715) + x[0]) * Math.Sqrt(2 / Math.PI)).tanh().add(1) * (x[0] * 0.5)),
        _ => Refuse($"the approximation '{gelu.Approximate}' is unknown"),
    };

    /// <summary>max(0, min(1, αx + β)).</summary>
    internal static Lowered HardSigmoid(HardSigmoid hard) => hard is { Alpha: 1 / 6f, Beta: 0.5f }
        ? Call(x => F.hardsigmoid(x[0]))
        : Composed(x => ((x[0] * hard.Alpha) + hard.Beta).hardtanh(0, 1));

    /// <summary>x · sigmoid(αx).</summary>
    internal static Lowered Swish(Swish swish) => swish.Alpha == 1
        ? Call(x => x[0].silu())
        : Composed(x => x[0] * (x[0] * swish.Alpha).sigmoid());

    /// <summary>One call where the slope is one number or lies on the channels, which is what torch knows; products and sums elsewhere.</summary>
    internal static Lowered PRelu(Graph graph, Node node)
    {
        var (input, slope) = (graph.TypeOf(node.Inputs[0]!)?.Shape, graph.TypeOf(node.Inputs[1]!)?.Shape);
        return input is { } data && slope is { IsKnown: true } sizes && LiesOnChannels(data, sizes)
            ? Composed(x => x[0].prelu(x[1].reshape(-1)))
            : Composed(x => x[0].clamp_min(0) + (x[0].clamp_max(0) * x[1]));
    }

    private static bool LiesOnChannels(Shape data, Shape slope)
    {
        if (slope.All(size => size.Size == 1))
        {
            return true;
        }

        var channels = slope.Count - data.Count + 1;
        return channels >= 0 && data[1] == slope[channels] && Enumerable.Range(0, slope.Count).All(axis => axis == channels || slope[axis].Size == 1);
    }
}

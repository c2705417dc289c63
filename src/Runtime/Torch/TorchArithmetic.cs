using DepthCompress.GraphIR;
using TorchSharp;
using static DepthCompress.Runtime.Torch.Lowered;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>Element by element, over one operand or several, and means.</summary>
internal static class TorchArithmetic
{
    /// <summary>The quotient; that of integers is cut off towards 0.</summary>
    internal static Lowered Divide(ElementType? element) => element switch
    {
        { } known when known.IsFloating() => Call(x => x[0] / x[1]),
        not null => Call(x => x[0].div(x[1], torch.RoundingMode.trunc)),
        null => Call(x => x[0].is_floating_point() ? x[0] / x[1] : x[0].div(x[1], torch.RoundingMode.trunc)),
    };

    /// <summary>The sum of all operands.</summary>
    internal static Lowered Sum() => Composed(x => Folded(x, (sum, next) => sum + next));

    /// <summary>The functions of several operands.</summary>
    internal static Lowered Broadcast(BroadcastFunction function, Graph graph, Node node) => function.Function switch
    {
        "Max" => Composed(x => Folded(x, (most, next) => most.maximum(next))),
        "Min" => Composed(x => Folded(x, (least, next) => least.minimum(next))),
        "Pow" => Power(graph, node),
        _ => Refuse(TorchLowering.NoArm),
    };

    /// <summary>The functions of one operand.</summary>
    internal static Lowered Unary(UnaryFunction function) => function.Function switch
    {
        "Abs" => Call(x => x[0].abs()),
        "Ceil" => Call(x => x[0].ceil()),
        "Cos" => Call(x => x[0].cos()),
        "Erf" => Call(x => x[0].erf()),
        "Exp" => Call(x => x[0].exp()),
        "Floor" => Call(x => x[0].floor()),
        "Log" => Call(x => x[0].log()),
        "Neg" => Call(x => x[0].neg()),
        "Reciprocal" => Call(x => x[0].reciprocal()),
        "Round" => Call(x => x[0].round()),
        "Sign" => Call(x => x[0].sign()),
        "Sin" => Call(x => x[0].sin()),
        "Sqrt" => Call(x => x[0].sqrt()),
        _ => Refuse(TorchLowering.NoArm),
    };

    /// <summary>
    /// Another element type; half and single precision are computed in the same one here. Integers are shapes and places, and live with the
    /// processor, where they are read.
    /// </summary>
    internal static Lowered Cast(Cast cast) => TorchTensors.TypeOf(cast.To, torch.ScalarType.Float32) is null
        ? Refuse($"torch has no numbers of type {cast.To.ToText()}")
        : Composed(x =>
        {
            var result = x[0].to_type(TorchTensors.TypeOf(cast.To, x.Floating)!.Value);
            return x.Device.type == DeviceType.CPU ? result : result.to(cast.To.IsFloating() ? x.Device : torch.CPU);
        });

    /// <summary>The mean along axes, all of them, or those of an operand.</summary>
    internal static Lowered Mean(ReduceMean mean)
    {
        if (mean is { IsComputed: false, Axes: { Count: > 0 } axes })
        {
            var dimensions = TorchTensors.Longs(axes);
            return Call(x => x[0].mean(dimensions, mean.KeepDims));
        }

        return Composed(x =>
        {
            var computed = x.Optional(1) is { } places ? TorchTensors.Integers(places) : [];
            return computed.Length > 0 ? x[0].mean(computed, mean.KeepDims)
                : mean.NoopWithEmptyAxes ? x[0].alias()
                : x[0].mean([.. Enumerable.Range(0, (int)x[0].dim()).Select(axis => (long)axis)], mean.KeepDims);
        });
    }

    private static Lowered Power(Graph graph, Node node)
    {
        var element = graph.TypeOf(node.Inputs[0]!)?.Element;
        if (element?.IsFloating() is true && graph.Initializers.GetValueOrDefault(node.Inputs[1]!) is { Count: 1, Shape.Count: 0 } exponent)
        {
            var number = exponent.ToDoubles()[0];
            return Call(x => x[0].pow(number));
        }

        // The result is of the type of the base.
        return Composed(x => x[0].pow(x[1]).to_type(x[0].dtype));
    }

    private static Tensor Folded(TorchOperands x, Func<Tensor, Tensor, Tensor> join)
    {
        var result = x[0];
        for (var i = 1; i < x.Count; i++)
        {
            result = join(result, x[i]);
        }

        return result;
    }
}

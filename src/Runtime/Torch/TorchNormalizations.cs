using DepthCompress.GraphIR;
using static DepthCompress.Runtime.Torch.Lowered;
using F = TorchSharp.torch.nn.functional;

namespace DepthCompress.Runtime.Torch;

/// <summary>Normalizations.</summary>
internal static class TorchNormalizations
{
    /// <summary>
    /// Goes by the batch where that is asked for and the statistics are this node's own; updates them with the batch's mean and its variance
    /// over n − 1, as torch does.
    /// </summary>
    internal static Lowered Batch(BatchNormalization norm, Graph graph, Node node)
    {
        // ONNX says what stays of the old statistics, in single precision (0.9 is stored as 0.899999976); torch, what is taken of the new.
        var taken = Math.Round(1.0 - norm.Momentum, 6);
        var isOwn = node.Inputs[3..5].All(value => value is not null && TorchParameters.RoleOf(graph, value) is ParameterRole.Statistic);
        return Call(x => F.batch_norm(
            x[0], x[3], x[4], x[1], x[2], isOwn && x.IsBatch, x.UpdatesStatistics ? taken : 0, norm.Epsilon));
    }

    /// <summary>Over the last axes, from a stated one on.</summary>
    internal static Lowered Layer(LayerNormalization norm) => Composed(x =>
    {
        var shape = x[0].shape;
        var first = norm.Axis < 0 ? norm.Axis + shape.Length : norm.Axis;
        var axes = shape[first..];
        if (x[1].shape.SequenceEqual(axes) && (x.Optional(2) is not { } addend || addend.shape.SequenceEqual(axes)))
        {
            return F.layer_norm(x[0], axes, x[1], x.Optional(2), norm.Epsilon);
        }

        // Torch scales with tensors of the shape of what it normalizes only.
        var scaled = F.layer_norm(x[0], axes, null, null, norm.Epsilon) * x[1];
        return x.Optional(2) is { } shift ? scaled + shift : scaled;
    });

    /// <summary>Local response normalization. Of an even number of channels, torch takes the odd one in front, ONNX the one behind.</summary>
    internal static Lowered Neighbors(Lrn lrn) => lrn.Size % 2 == 1
        ? Call(x => F.local_response_norm(x[0], lrn.Size, lrn.Alpha, lrn.Beta, lrn.Bias))
        : Refuse($"torch normalizes over an odd number of channels, not over {lrn.Size}");
}

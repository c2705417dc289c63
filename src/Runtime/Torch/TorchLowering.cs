using DepthCompress.GraphIR;
using static DepthCompress.Runtime.Torch.Lowered;
using F = TorchSharp.torch.nn.functional;

namespace DepthCompress.Runtime.Torch;

/// <summary>
/// Operators as calls of torch: the only place that speaks both vocabularies. One arm per operator; what takes more than a line is in the
/// class of its subject. The decision is made once per node, so that a run makes nothing but the calls.
/// </summary>
internal static class TorchLowering
{
    /// <summary>The reason where an operator has been forgotten here.</summary>
    internal const string NoArm = "there is no gradient for it";

    /// <summary>What a node becomes.</summary>
    internal static Lowered Of(Graph graph, Node node) => UnansweredResult(graph, node) ?? node.Op switch
    {
        Add => Call(x => x[0] + x[1]),
        AveragePool pool => TorchPools.Average(pool),
        BatchNormalization norm => TorchNormalizations.Batch(norm, graph, node),
        BroadcastFunction function => TorchArithmetic.Broadcast(function, graph, node),
        Cast cast => TorchArithmetic.Cast(cast),
        Clip clip => TorchActivations.Clip(clip),
        Concat concat => TorchShapes.Concat(concat),
        Constant => Refuse("a constant is a parameter, not a computation"),
        ConstantOfShape fill => TorchShapes.Fill(fill),
        Conv conv => TorchConvolutions.Forward(conv),
        ConvTranspose conv => TorchConvolutions.Transposed(conv),
        DepthToSpace blocks => TorchShapes.DepthToSpace(blocks),
        Div => TorchArithmetic.Divide(ElementOf(graph, node)),
        Dropout => Same,
        Elu elu => Call(x => F.elu(x[0], elu.Alpha)),
        Flatten flatten => TorchShapes.Flatten(flatten, RankOf(graph, node)),
        Gather gather => TorchSlices.Gather(gather, graph, node),
        Gelu gelu => TorchActivations.Gelu(gelu),
        Gemm gemm => TorchMatrices.Gemm(gemm),
        GlobalAveragePool => TorchPools.GlobalAverage(RankOf(graph, node)),
        GlobalMaxPool => TorchPools.GlobalMaximum(),
        GroupNormalization norm => Call(x => F.group_norm(x[0], norm.Groups, x[1], x[2], norm.Epsilon)),
        HardSigmoid hard => TorchActivations.HardSigmoid(hard),
        HardSwish => Call(x => x[0].hardswish()),
        Identity => Same,
        InstanceNormalization norm => Call(x => F.instance_norm(x[0], null, null, x[1], x[2], true, 0, norm.Epsilon)),
        LayerNormalization norm => TorchNormalizations.Layer(norm),
        LeakyRelu leaky => Call(x => F.leaky_relu(x[0], leaky.Alpha)),
        Lrn lrn => TorchNormalizations.Neighbors(lrn),
        MatMul => Call(x => x[0].matmul(x[1])),
        MaxPool pool => TorchPools.Maximum(pool, IsRead(graph, node, 1)),
        Mish => Composed(x => x[0] * F.softplus(x[0], 1, 20).tanh()),
        Mul => Call(x => x[0] * x[1]),
        Opaque opaque => Refuse(opaque.Reason ?? "this compiler does not know what it computes"),
        Pad pad => TorchPadding.Pad(pad),
        PRelu => TorchActivations.PRelu(graph, node),
        ReduceMean mean => TorchArithmetic.Mean(mean),
        Relu => Call(x => x[0].relu()),
        Reshape reshape => TorchShapes.Reshape(reshape),
        Resize resize => TorchResizing.Resize(resize),
        ShapeOf shape => TorchShapes.ShapeOf(shape),
        Sigmoid => Call(x => x[0].sigmoid()),
        Slice slice => TorchSlices.Slice(slice),
        Softmax softmax => Call(x => x[0].softmax(softmax.Axis)),
        Softplus => Call(x => F.softplus(x[0], 1, 20)),
        SpaceToDepth blocks => TorchShapes.SpaceToDepth(blocks),
        Split split => TorchSlices.Split(split, node.Outputs.Length),
        Squeeze squeeze => TorchShapes.Squeeze(squeeze),
        Sub => Call(x => x[0] - x[1]),
        Sum => TorchArithmetic.Sum(),
        Swish swish => TorchActivations.Swish(swish),
        Tanh => Call(x => x[0].tanh()),
        Transpose transpose => TorchShapes.Transpose(transpose, RankOf(graph, node)),
        UnaryFunction function => TorchArithmetic.Unary(function),
        Unsqueeze unsqueeze => TorchShapes.Unsqueeze(unsqueeze),
        Upsample upsample => TorchResizing.Upsample(upsample),
        _ => Refuse(NoArm),
    };

    /// <summary>The element type of the first operand, where it is known.</summary>
    private static ElementType? ElementOf(Graph graph, Node node) => TypeOf(graph, node)?.Element;

    /// <summary>The number of axes of the first operand, where it is known.</summary>
    private static int? RankOf(Graph graph, Node node) => TypeOf(graph, node)?.Shape.Count;

    private static TensorType? TypeOf(Graph graph, Node node) => node.Inputs is [{ } first, ..] ? graph.TypeOf(first) : null;

    private static bool IsRead(Graph graph, Node node, int result) =>
        node.Outputs.Length > result && (!graph.UsesOf(node.Outputs[result]).IsEmpty || graph.IsOutput(node.Outputs[result]));

    /// <summary>A refusal where somebody reads a further result that only inference engines give: a mask, statistics.</summary>
    private static Lowered? UnansweredResult(Graph graph, Node node)
    {
        if (node.Op is Split or MaxPool or Opaque)
        {
            return null;
        }

        var read = Enumerable.Range(1, Math.Max(0, node.Outputs.Length - 1)).FirstOrDefault(result => IsRead(graph, node, result));
        return read > 0 ? Refuse($"its result '{graph.NameOf(node.Outputs[read])}' has no form in training") : null;
    }
}

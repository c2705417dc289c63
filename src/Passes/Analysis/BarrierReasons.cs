using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Analysis;

/// <summary>Says in the user's words why a node stops a chain.</summary>
internal static class BarrierReasons
{
    public static string Of(Graph graph, Node node, Value value) => node.Op switch
    {
        Opaque { Reason: { } reason } => reason,
        MaxPool or AveragePool or GlobalAveragePool => "pooling",
        Concat => "concatenation with other values",
        Conv when node.Inputs[0] != value => "the value is used as a weight",
        Conv => "its weights are computed while the network runs",
        ConvTranspose => "a transposed convolution enlarges the map",
        InstanceNormalization or GroupNormalization => "its statistics depend on the input",
        Softmax or MatMul => "attention, or a matrix product of computed values",
        Resize => "the map is resampled",
        Reshape when graph.UsesOf(node.Output) is [{ Node.Op: InstanceNormalization }] => "a normalization over groups: its statistics depend on the input",
        Flatten or Reshape or Transpose or Gemm => "the feature map ends here",
        { Role: Role.Join } => "it adds a value that does not come from this chain",
        Mul when node.Inputs.All(input => input is not null && !graph.Initializers.ContainsKey(input)) => "it multiplies two computed values",
        _ => $"{node.Op.OpType} is not a convolution, a per-channel map or an activation",
    };
}

using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>
/// An initializer that no <see cref="Tensor"/> can hold: sparse, segmented, or of an element type of a later version. In the graph it is an
/// opaque node without operands; in the file it stays an initializer.
/// </summary>
internal sealed class OnnxConstant(TensorProto? dense, SparseTensorProto? sparse, OnnxShell shell) : IForeignNode
{
    public TensorProto? Dense { get; } = dense;

    public SparseTensorProto? Sparse { get; } = sparse;

    public OnnxShell Shell { get; } = shell;

    /// <summary>The name in the file.</summary>
    public string Name => Dense?.Name ?? Sparse!.Values.Name;
}

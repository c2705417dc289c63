using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>A node as the file has it, and how it was understood.</summary>
internal sealed class OnnxNode(NodeProto proto, OnnxShell shell) : IForeignNode
{
    /// <summary>The file's form; never changed.</summary>
    public NodeProto Proto { get; } = proto;

    /// <summary>The file around it, which says what its operator means.</summary>
    public OnnxShell Shell { get; } = shell;

    /// <summary>The name under which it was loaded; the file may give none, or one twice.</summary>
    public required string Name { get; init; }

    /// <summary>Names of outer values that its graphs read; they are its operands behind the written ones.</summary>
    public ImmutableArray<string> Captures { get; init; } = [];

    /// <summary>Operands that became attributes, by slot.</summary>
    public ImmutableDictionary<int, OnnxOperand> Consumed { get; init; } = ImmutableDictionary<int, OnnxOperand>.Empty;
}

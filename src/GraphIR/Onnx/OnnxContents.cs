using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>What the graph of a file consists of, in the file's form, and which of our objects stands for what.</summary>
internal sealed class OnnxContents
{
    public ImmutableArray<NodeProto> Nodes { get; private init; } = [];

    public ImmutableArray<TensorProto> Initializers { get; private init; } = [];

    public ImmutableArray<SparseTensorProto> SparseInitializers { get; private init; } = [];

    public ImmutableArray<ValueInfoProto> Inputs { get; private init; } = [];

    public ImmutableArray<ValueInfoProto> Outputs { get; private init; } = [];

    public ImmutableArray<ValueInfoProto> ValueInfos { get; private init; } = [];

    public ImmutableArray<TensorAnnotation> Annotations { get; private init; } = [];

    /// <summary>The graph made of it; a model that still has this very graph is written as it came.</summary>
    public Graph? Graph { get; set; }

    /// <summary>Every value of the file, by name.</summary>
    public Dictionary<string, Value> Values { get; } = [];

    /// <summary>Who computed a value, and how that was understood.</summary>
    public Dictionary<Value, (Operator Op, OnnxNode Source)> Producers { get; } = [];

    /// <summary>The file's form of a constant, as long as it is this tensor.</summary>
    public Dictionary<Value, (Tensor Tensor, TensorProto Proto)> Tensors { get; } = [];

    /// <summary>The file's form of a value's type.</summary>
    public Dictionary<Value, ValueInfoProto> Infos { get; } = [];

    /// <summary>Takes the contents out of a graph, which keeps only what is said around them.</summary>
    public static OnnxContents TakeFrom(GraphProto graph)
    {
        var contents = new OnnxContents
        {
            Nodes = [.. graph.Node],
            Initializers = [.. graph.Initializer],
            SparseInitializers = [.. graph.SparseInitializer],
            Inputs = [.. graph.Input],
            Outputs = [.. graph.Output],
            ValueInfos = [.. graph.ValueInfo],
            Annotations = [.. graph.QuantizationAnnotation],
        };
        graph.Node.Clear();
        graph.Initializer.Clear();
        graph.SparseInitializer.Clear();
        graph.Input.Clear();
        graph.Output.Clear();
        graph.ValueInfo.Clear();
        graph.QuantizationAnnotation.Clear();
        return contents;
    }

    /// <summary>Puts all of it back.</summary>
    public void PutInto(GraphProto graph)
    {
        graph.Node.AddRange(Nodes);
        graph.Initializer.AddRange(Initializers);
        graph.SparseInitializer.AddRange(SparseInitializers);
        graph.Input.AddRange(Inputs);
        graph.Output.AddRange(Outputs);
        graph.ValueInfo.AddRange(ValueInfos);
        graph.QuantizationAnnotation.AddRange(Annotations);
    }
}

using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>Finds every tensor of a file, wherever it stands: initializers, attributes, subgraphs, functions, training.</summary>
internal static class TensorWalk
{
    public static IEnumerable<TensorProto> In(ModelProto model) =>
    [
        .. model.Graph is { } graph ? In(graph) : [],
        .. model.Functions.SelectMany(function => function.Node.SelectMany(In).Concat(function.AttributeProto.SelectMany(In))),
        .. model.TrainingInfo.SelectMany(training => new[] { training.Initialization, training.Algorithm }).Where(part => part is not null)
            .SelectMany(In),
    ];

    private static IEnumerable<TensorProto> In(GraphProto graph) =>
        graph.Initializer.Concat(graph.SparseInitializer.SelectMany(In)).Concat(graph.Node.SelectMany(In));

    private static IEnumerable<TensorProto> In(NodeProto node) => node.Attribute.SelectMany(In);

    private static IEnumerable<TensorProto> In(SparseTensorProto tensor) =>
        new[] { tensor.Values, tensor.Indices }.Where(part => part is not null);

    private static IEnumerable<TensorProto> In(AttributeProto attribute)
    {
        var tensors = attribute.T is { } single ? attribute.Tensors.Prepend(single) : attribute.Tensors;
        var sparse = attribute.SparseTensor is { } one ? attribute.SparseTensors.Prepend(one) : attribute.SparseTensors;
        var graphs = attribute.G is { } graph ? attribute.Graphs.Prepend(graph) : attribute.Graphs;
        return tensors.Concat(sparse.SelectMany(In)).Concat(graphs.SelectMany(In));
    }
}

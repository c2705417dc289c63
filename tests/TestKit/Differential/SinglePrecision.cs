using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>A network with its parts in half precision computed in single precision: what is still wrong then is not their rounding.</summary>
internal static class SinglePrecision
{
    /// <summary>The network with other types and otherwise the same; null where nothing of it is in half precision.</summary>
    public static Graph? Of(Graph graph)
    {
        var values = graph.Inputs.Concat(graph.Initializers.Keys).Concat(graph.Nodes.SelectMany(node => node.Outputs))
            .ToDictionary(value => value, value => new Value(value.Hint, Widened(value.Declared)) { IsPinned = value.IsPinned });
        if (!values.Keys.Any(value => graph.TypeOf(value)?.Element is ElementType.Float16) || graph.Nodes.Any(node => node.Op is Opaque))
        {
            return null;
        }

        var nodes = graph.Nodes.Select(node => new Node
        {
            Name = node.Name,
            Op = Widened(node.Op),
            Inputs = [.. node.Inputs.Select(input => input is null ? null : values[input])],
            Outputs = [.. node.Outputs.Select(output => values[output])],
        });
        var initializers = new OrderedDictionary<Value, Tensor>();
        foreach (var (value, tensor) in graph.Initializers)
        {
            initializers.Add(values[value], Widened(tensor));
        }

        return Graph.Create(graph.Name, [.. graph.Inputs.Select(input => values[input])], nodes,
            [.. graph.Outputs.Select(output => output with { Value = values[output.Value] })], initializers);
    }

    private static Operator Widened(Operator op) => op switch
    {
        Cast { To: ElementType.Float16 } cast => cast with { To = ElementType.Float32 },
        Constant constant => constant with { Value = Widened(constant.Value) },
        ConstantOfShape { Value: { } value } filled => filled with { Value = Widened(value) },
        _ => op,
    };

    private static Tensor Widened(Tensor tensor) => tensor.Element is ElementType.Float16 ? tensor.ConvertTo(ElementType.Float32) : tensor;

    private static TensorType? Widened(TensorType? type) => type is { Element: ElementType.Float16 } ? type with { Element = ElementType.Float32 } : type;
}

using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>The sizes of values once the sizes of the inputs are given: named axes take the numbers they have there.</summary>
public sealed class ValueShapes
{
    private readonly Graph graph;
    private readonly Dictionary<string, int> symbols = [];

    /// <summary>Reads the named axes off the inputs, one tensor per graph input.</summary>
    public ValueShapes(Graph graph, ImmutableArray<Tensor> inputs)
    {
        this.graph = graph;
        foreach (var (value, tensor) in graph.Inputs.Zip(inputs))
        {
            if (graph.TypeOf(value)?.Shape is { } shape)
            {
                foreach (var (axis, size) in shape.Zip(tensor.Shape).Where(pair => !pair.First.IsKnown))
                {
                    symbols[axis.Symbol!] = size;
                }
            }
        }
    }

    /// <summary>The sizes of a value.</summary>
    /// <exception cref="DiagnosticException">DC3107: an axis depends on the input in a way that was not derived.</exception>
    public Dims Of(Value value)
    {
        var shape = graph.TypeOf(value)?.Shape ?? throw DiagnosticCatalog.ShapeUnknown.Error(null, graph.NameOf(value));
        return Dims.Create([.. shape.Select(axis => axis.IsKnown ? axis.Size
            : symbols.TryGetValue(axis.Symbol!, out var size) ? size
            : throw DiagnosticCatalog.ShapeUnknown.Error(null, graph.NameOf(value)))]);
    }
}

using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Ort;

/// <summary>Runs graphs in ONNX Runtime. Nothing is kept between sessions.</summary>
public sealed class OrtExecutor(OrtSettings? settings = null) : IGraphExecutor
{
    /// <summary>How networks are run.</summary>
    public OrtSettings Settings { get; } = settings ?? new();

    /// <summary>Bytes of constants beyond which a graph reaches the engine through a file.</summary>
    internal long InMemoryLimit { get; init; } = OrtEngine.InMemoryLimit;

    /// <inheritdoc/>
    public IGraphSession Open(Graph graph, ImmutableArray<Value>? fetch = null)
    {
        var fetched = fetch ?? [.. graph.Outputs.Select(output => output.Value)];
        var computed = fetched.Where(value => graph.ProducerOf(value) is not null).Distinct().ToImmutableArray();
        if (computed.IsEmpty)
        {
            return new OrtSession(graph, fetched, computed, null);
        }

        // Names of our own making cannot meet a name of the graph that means another value.
        var outputs = computed.Select((value, index) => new GraphOutput($"fetched:{index}", value));
        var asked = Graph.Create(graph.Name, graph.Inputs, graph.Nodes, [.. outputs], graph.Initializers);
        return new OrtSession(graph, fetched, computed, OrtEngine.Open(asked, Settings, InMemoryLimit));
    }

    /// <summary>Prepares the outputs of a graph as a file of it computes them, in the opset of the file.</summary>
    internal IGraphSession Open(Graph graph, byte[] file)
    {
        ImmutableArray<Value> outputs = [.. graph.Outputs.Select(output => output.Value)];
        return new OrtSession(graph, outputs, outputs, OrtEngine.Open(file, Settings, graph.Name));
    }
}

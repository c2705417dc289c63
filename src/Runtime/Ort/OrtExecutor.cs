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
    public IGraphSession Open(Graph graph, ImmutableArray<Value>? fetch = null) =>
        OrtSession.Open(graph, fetch, asked => new OrtComputation(OrtEngine.Open(asked, Settings, InMemoryLimit), graph.Name));

    /// <summary>Prepares the outputs of a graph as a file of it computes them, in the opset of the file.</summary>
    internal IGraphSession Open(Graph graph, byte[] file)
    {
        ImmutableArray<Value> outputs = [.. graph.Outputs.Select(output => output.Value)];
        return new OrtSession(graph, outputs, outputs, new OrtComputation(OrtEngine.Open(file, Settings, graph.Name), graph.Name));
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>ONNX Runtime, and how often a network was prepared.</summary>
internal sealed class CountingExecutor : IGraphExecutor
{
    private readonly OrtExecutor inner = new();

    public int Opened { get; private set; }

    public IGraphSession Open(Graph graph, ImmutableArray<Value>? fetch = null)
    {
        Opened++;
        return inner.Open(graph, fetch);
    }
}

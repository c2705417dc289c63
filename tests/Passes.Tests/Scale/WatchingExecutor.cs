using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>Remembers how many bytes of constants the engine was given at most.</summary>
internal sealed class WatchingExecutor(IGraphExecutor engine) : IGraphExecutor
{
    public long LargestConstants { get; private set; }

    public IGraphSession Open(Graph graph, ImmutableArray<Value>? fetch = null)
    {
        LargestConstants = Math.Max(LargestConstants, graph.Initializers.Values.Sum(tensor => (long)tensor.Bytes.Length));
        return engine.Open(graph, fetch);
    }
}

namespace DepthCompress.GraphIR;

/// <summary>Runs graphs. The meaning of every operator is what this does.</summary>
public interface IGraphExecutor
{
    /// <summary>
    /// Prepares a graph once, to be run often.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="fetch">The values to return, in order, of any node or input of the graph; null means the outputs.</param>
    /// <exception cref="DiagnosticException">The engine refuses the graph.</exception>
    IGraphSession Open(Graph graph, ImmutableArray<Value>? fetch = null);
}

/// <summary>Convenience over <see cref="IGraphExecutor"/>.</summary>
public static class GraphExecutors
{
    /// <summary>Runs a graph once: the outputs, in order.</summary>
    public static ImmutableArray<Tensor> Run(this IGraphExecutor executor, Graph graph, params ReadOnlySpan<Tensor> inputs)
    {
        using var session = executor.Open(graph);
        return session.Run(inputs);
    }
}

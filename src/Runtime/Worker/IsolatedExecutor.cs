using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Worker;

/// <summary>Runs graphs in an engine's process, which may crash. The numbers are those of <see cref="OrtExecutor"/>.</summary>
/// <param name="process">Disposed with this.</param>
/// <param name="settings">How networks are run.</param>
public sealed class IsolatedExecutor(EngineProcess process, OrtSettings? settings = null) : IGraphExecutor, IDisposable
{
    private readonly OrtSettings settings = settings ?? new();

    /// <summary>Bytes of constants beyond which a graph reaches the engine through a file.</summary>
    internal long InMemoryLimit { get; init; } = OrtEngine.InMemoryLimit;

    /// <inheritdoc/>
    public IGraphSession Open(Graph graph, ImmutableArray<Value>? fetch = null) =>
        OrtSession.Open(graph, fetch, asked => new IsolatedComputation(process, asked, settings, InMemoryLimit));

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Importance;

namespace DepthCompress.Passes.Compression;

/// <summary>The engines and stores a compression works with.</summary>
/// <param name="Executor">Runs networks.</param>
/// <param name="Probe">Measures latencies.</param>
/// <param name="Store">Keeps tables.</param>
public sealed record CompressionServices(IGraphExecutor Executor, ILatencyProbe Probe, ITableStore Store)
{
    /// <summary>Computes what weights are solved from, where that is to be done in the same way everywhere; else <see cref="Executor"/> does.</summary>
    public IGraphExecutor? Solver { get; init; }

    /// <summary>Trains networks; null where nothing is fine-tuned.</summary>
    public ITrainer? Trainer { get; init; }

    /// <summary>Makes what fills the importance table; null to run candidates as they are.</summary>
    public Func<ImportanceRequest, IImportanceSource>? Importance { get; init; }

    /// <summary>Waits for the turn of this process to measure rows of the latency table; null where nobody else measures.</summary>
    public Func<CancellationToken, IDisposable>? MeasuringTurn { get; init; }

    /// <summary>What fills the importance table.</summary>
    internal IImportanceSource ImportanceOf(ImportanceRequest request) =>
        Importance?.Invoke(request) ?? new ImportanceEstimator(Executor, Store, request);
}

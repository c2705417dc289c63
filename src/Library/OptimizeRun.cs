using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Report;
using DepthCompress.Runtime.Ort;

namespace DepthCompress;

/// <summary>The lossless passes over one model, proved.</summary>
internal sealed class OptimizeRun(Session session, LoadedModel loaded)
{
    /// <summary>A folder for the network after every pass that changed it; null for none.</summary>
    public string? DumpFolder { get; init; }

    /// <summary>Whether the engine runs in a process of its own; all else counts for nothing here.</summary>
    public Settings Isolation { get; init; } = new();

    /// <summary>The model without what is free to remove.</summary>
    internal Model Optimized { get; private set; } = loaded.Model;

    /// <summary>How it compares with the original.</summary>
    internal VerificationReport Check { get; private set; } = null!;

    /// <summary>The model as it was.</summary>
    internal NetworkFacts Before => NetworkFacts.Of(loaded.Model.Graph, loaded.Bytes);

    /// <summary>The model as it is now.</summary>
    /// <param name="bytes">The size of its file; null where there is none.</param>
    internal NetworkFacts After(long? bytes) => NetworkFacts.Of(Optimized.Graph, bytes);

    /// <summary>How it is written.</summary>
    internal OnnxWriteOptions WriteOptions(bool force) => new()
    {
        Force = force,
        IncludeNodeMap = true,
        Provenance = Provenance.Entry("optimize", loaded.Model.Digest ?? ""),
        Metadata = [new("depthcompress.version", ToolVersion.Text)],
    };

    /// <summary>Optimizes, and compares with the original.</summary>
    /// <exception cref="DiagnosticException">The result is not the original.</exception>
    internal void Run()
    {
        // Every engine session here runs once: what its optimizations save is less than what they cost.
        var executor = Isolation.Executor(new OrtSettings { Threads = Environment.ProcessorCount, Optimization = OrtOptimization.None });
        using var ending = executor as IDisposable;
        ImmutableArray<IPassObserver> observers = [new VerifyObserver(), .. DumpFolder is { } folder ? [new DumpObserver(folder)]
            : Array.Empty<IPassObserver>()];
        var original = loaded.Model.Graph;
        var optimized = Pipelines.Optimize.Run(original, new PassContext(session.Diagnostics, executor, session.Cancellation),
            observers.AsSpan());
        Check = new EquivalenceCheck(executor) { Cancellation = session.Cancellation }.Compare(original, optimized,
            new RandomInputs().For(original));
        if (Check.Failures.FirstOrDefault() is { } failure)
        {
            throw new DiagnosticException(failure);
        }

        Optimized = loaded.Model with { Graph = optimized };
    }
}

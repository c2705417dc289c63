using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

public sealed partial class NetworkModel
{
    /// <summary>
    /// Whether another network computes the same as this one, in units of this one's own rounding error; or, where
    /// <see cref="VerifyOptions.Approximate"/>, how much worse it is.
    /// </summary>
    /// <param name="changed">The other network, with the same inputs and outputs.</param>
    /// <param name="options">What is allowed.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">The wish to stop.</param>
    /// <exception cref="DiagnosticException">The networks cannot be compared.</exception>
    /// <example><code>
    /// var result = await model.VerifyAsync(NetworkModel.Load("other.onnx"));
    /// Console.WriteLine(result.Passed ? "the same" : result.Outputs.First(output => !output.IsEqual).Name);
    /// </code></example>
    public Task<VerifyResult> VerifyAsync(NetworkModel changed, VerifyOptions? options = null,
        IProgress<CompressionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(changed);
        var asked = options ?? new VerifyOptions();
        return StartAsync(progress, session => session.WithProgress(view => view.Stage("verify", _ =>
        {
            var settings = asked.Complete();
            return asked.Approximate ? Approximate(changed, settings, session) : Exact(changed, asked.Factor, settings, session);
        })), cancellation);
    }

    /// <summary>Measures the latency of this network, and of another in the same rounds.</summary>
    /// <param name="other">To be compared with this one; null for none.</param>
    /// <param name="options">The machine.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">The wish to stop.</param>
    /// <exception cref="DiagnosticException">The networks cannot be run, or an option is wrong.</exception>
    /// <example><code>
    /// var bench = await model.BenchAsync(NetworkModel.Load("small.onnx"), new BenchOptions { Threads = 2 });
    /// Console.WriteLine($"{bench.Comparison!.Speedup:0.00} ({bench.Comparison.SpeedupLow:0.00} to {bench.Comparison.SpeedupHigh:0.00})");
    /// </code></example>
    public Task<BenchResult> BenchAsync(NetworkModel? other = null, BenchOptions? options = null,
        IProgress<CompressionProgress>? progress = null, CancellationToken cancellation = default)
    {
        var asked = options ?? new BenchOptions();
        return StartAsync(progress, session =>
        {
            var settings = asked.Complete();
            var probe = settings.Probe(session);
            using var ending = probe as IDisposable;
            ImmutableArray<LatencyRequest> requests = [Request(settings), .. other is null ? [] : new[] { other.Request(settings) }];
            var measured = session.WithProgress(view => view.Stage("measure", _ => probe.Measure(requests, null, session.Cancellation)));
            return new BenchResult
            {
                Milliseconds = measured[0].Median,
                HalfWidthMs = measured[0].HalfWidth,
                Comparison = measured is [var before, var after] ? SpeedComparison.Of(before, after, LatencyComparison.Of(before, after)) : null,
                Machine = CompressionRun.MachineText(probe.Machine),
            };
        }, cancellation);
    }

    private LatencyRequest Request(Settings settings)
    {
        var graph = loaded.Model.Graph;
        return new LatencyRequest(graph, InputTensors.For(graph, new InputShapes(graph, settings, null).OfLatency(), 1));
    }

    private VerifyResult Exact(NetworkModel changed, double factor, Settings settings, Session session)
    {
        var (before, after) = (loaded.Model.Graph, changed.loaded.Model.Graph);
        var inputs = settings.InputShapes is null ? new RandomInputs { Batch = settings.Batch!.Value }.For(before)
            : InputTensors.For(before, new InputShapes(before, settings, null).OfNoise(), 1);
        var executor = settings.Executor();
        using var ending = executor as IDisposable;
        var check = new EquivalenceCheck(executor) { Factor = factor, Cancellation = session.Cancellation };
        var report = check.Compare(before, after, inputs);
        if (report.WhyNoReference is { } whyNot)
        {
            session.Diagnostics.Report(DiagnosticCatalog.NoDoubleReference.At(null, whyNot));
        }

        foreach (var failure in report.Failures)
        {
            session.Diagnostics.Report(failure);
        }

        return new VerifyResult
        {
            Passed = report.Passed,
            Outputs = [.. report.Outputs.Select(OutputComparison.Of)],
            Diagnostics = session.Diagnostics.All,
        };
    }

    private VerifyResult Approximate(NetworkModel changed, Settings settings, Session session)
    {
        var executor = settings.Executor();
        using var ending = executor as IDisposable;
        var (set, metrics) = new ModelData(loaded.Model, settings, session.Diagnostics).OpenEvaluation(executor);
        var changes = QualityChange.Measure(executor, loaded.Model.Graph, changed.loaded.Model.Graph, set, metrics, session.Cancellation);
        return new VerifyResult
        {
            Passed = settings.Drop() is not { } most || changes[0].Drop <= most,
            Quality = QualityComparison.Of(changes),
            Diagnostics = session.Diagnostics.All,
        };
    }
}

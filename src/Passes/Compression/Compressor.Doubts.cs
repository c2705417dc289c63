using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Compression;

/// <summary>What a run says about the latencies that it was planned by.</summary>
public sealed partial class Compressor
{
    private LatencyProfiler? profiler;

    /// <summary>
    /// Ends a run: the next one measures noisy latencies anew, and those of a plan that misses its target because they promised more than holds.
    /// </summary>
    /// <param name="result">What the run came to.</param>
    /// <param name="diagnostics">Told of it.</param>
    public void Settle(CompressionResult result, DiagnosticSink diagnostics)
    {
        profiler?.Settle(diagnostics);
        var promised = result.Plan.PredictedMilliseconds / result.Plan.OriginalMilliseconds;
        var atLeast = 1 / Math.Max(result.Speed.High, result.Speed.PairedHigh);
        if (result.Verdict is Verdict.TargetMissed or Verdict.NotFaster or Verdict.Inconclusive && atLeast > promised * Tolerance)
        {
            profiler?.Doubt(result.Tables.Chosen, promised, atLeast, diagnostics);
        }
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Benchmarks;

/// <summary>
/// What weights cost that nothing changes, beside the file: time to read the model, optimize it, prove that and write it, and the anonymous memory at
/// the highest. Pages of mapped files do not count: the system takes them back when it needs them.
/// </summary>
internal static class WeightGrowth
{
    private static readonly ImmutableArray<long> Sizes = [100_000_000, 300_000_000, 1_000_000_000, 3_000_000_000];

    internal static void Run()
    {
        Growth.Head("weights MB", "read ms", "optimize ms", "proof ms", "write ms", "left out of the proof MB", "memory before MB", "highest MB");
        foreach (var size in Sizes.Prepend(Sizes[0]))
        {
            Measure(size);
        }
    }

    private static void Measure(long size)
    {
        var folder = Directory.CreateTempSubdirectory("depthcompress-growth-");
        try
        {
            var source = Path.Combine(folder.FullName, "large.onnx");
            GrowingNetworks.WriteLarge(source, size);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            using var watch = new MemoryWatch();
            var (read, model) = Growth.Timed(() => OnnxReader.Read(source, new DiagnosticSink()));
            var (optimize, graph) = Growth.Timed(() => Pipelines.Optimize.Run(model.Graph, new PassContext(new DiagnosticSink())));
            var (proof, report) = Growth.Timed(() => Prove(model.Graph, graph));
            var (write, _) = Growth.Timed(() => Write(model with { Graph = graph }, Path.Combine(folder.FullName, "copy.onnx")));
            Growth.Row(Growth.Mega(size), Growth.Number(read), Growth.Number(optimize), Growth.Number(proof), Growth.Number(write),
                Growth.Mega(report.BytesLeftOut), Growth.Mega(watch.Before), Growth.Mega(watch.Highest));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static VerificationReport Prove(Graph original, Graph changed)
    {
        var executor = new OrtExecutor(new OrtSettings { Optimization = OrtOptimization.None });
        var report = new EquivalenceCheck(executor).Compare(original, changed, new RandomInputs().For(original));
        return report.Passed ? report : throw new InvalidOperationException("the proof failed");
    }

    private static long Write(Model model, string path)
    {
        OnnxWriter.Write(model, path);
        return new FileInfo(path).Length;
    }
}

using System.Diagnostics;
using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Benchmarks;

/// <summary>
/// How time and memory grow with the number of nodes and with the weights: each size once, in this process, as a table. Not a benchmark: one
/// run of the largest size takes longer than what noise adds to it.
/// </summary>
internal static class Growth
{
    private static readonly ImmutableArray<int> NodeCounts = [1_000, 2_000, 5_000, 10_000, 20_000];
    private static readonly ImmutableArray<long> WeightSizes = [100_000_000, 300_000_000, 1_000_000_000, 3_000_000_000];

    /// <summary>Measures <c>nodes</c> or <c>weights</c>.</summary>
    internal static void Run(string what)
    {
        if (what == "nodes")
        {
            Row("nodes", "read ms", "verify ms", "optimize ms", "analyze ms", "write ms", "allocated MB");
            foreach (var count in NodeCounts.Prepend(NodeCounts[0]))
            {
                Nodes(count);
            }
        }
        else
        {
            Row("weights MB", "read ms", "optimize ms", "write ms", "allocated MB", "resident MB before", "after");
            foreach (var size in WeightSizes)
            {
                Weights(size);
            }
        }
    }

    private static void Nodes(int count)
    {
        var bytes = OnnxWriter.ToBytes(new Model(GrowingNetworks.Chain(count), new OnnxShell()));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var (read, model) = Timed(() => OnnxReader.Read(bytes, new DiagnosticSink()));
        var (verify, _) = Timed(() => GraphVerifier.Verify(model.Graph));
        var (optimize, graph) = Timed(() => Pipelines.Optimize.Run(model.Graph, new PassContext(new DiagnosticSink())));
        var (analyze, _) = Timed(() => ChainAnalysis.Run(graph));
        var (write, _) = Timed(() => OnnxWriter.ToBytes(model with { Graph = graph }));
        Row($"{count}", read, verify, optimize, analyze, write, Mega(GC.GetTotalAllocatedBytes(precise: true) - before));
    }

    private static void Weights(long size)
    {
        var folder = Directory.CreateTempSubdirectory("depthcompress-growth-");
        try
        {
            var source = Path.Combine(folder.FullName, "large.onnx");
            GrowingNetworks.WriteLarge(source, size);
            GC.Collect();
            var (before, allocated) = (Process.GetCurrentProcess().WorkingSet64, GC.GetTotalAllocatedBytes(precise: true));
            var (read, model) = Timed(() => OnnxReader.Read(source, new DiagnosticSink()));
            var (optimize, graph) = Timed(() => Pipelines.Optimize.Run(model.Graph, new PassContext(new DiagnosticSink())));
            var (write, _) = Timed(() =>
            {
                OnnxWriter.Write(model with { Graph = graph }, Path.Combine(folder.FullName, "copy.onnx"));
                return 0;
            });
            Row(Mega(size), read, optimize, write, Mega(GC.GetTotalAllocatedBytes(precise: true) - allocated), Mega(before), Mega(AnonymousBytes()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (string Milliseconds, T Result) Timed<T>(Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        var result = work();
        return (clock.Elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture), result);
    }

    /// <summary>Resident memory without pages of mapped files, which the system takes back when it needs them.</summary>
    private static long AnonymousBytes() => File.Exists("/proc/self/status")
        ? File.ReadLines("/proc/self/status").Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal))
            .Select(line => 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).FirstOrDefault()
        : Process.GetCurrentProcess().WorkingSet64;

    private static string Mega(long bytes) => (bytes / 1e6).ToString("0", CultureInfo.InvariantCulture);

    private static void Row(params ReadOnlySpan<string> cells) => Console.WriteLine($"| {string.Join(" | ", cells.ToArray())} |");
}

using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Width;

namespace DepthCompress.Benchmarks;

/// <summary>How processor time grows with the number of nodes: every stage from reading to writing, for networks of several shapes.</summary>
internal static class NodeGrowth
{
    private const int Few = 5_000;
    private const int Many = 20_000;
    private const int Layers = 2_000;

    private static readonly ImmutableArray<string> Stages =
        ["read", "verify", "optimize", "chains", "candidates", "channels", "text", "diff", "write"];

    internal static void Run()
    {
        foreach (var (_, make) in GrowingNetworks.Kinds)
        {
            // The first run of everything pays for the translation to machine code.
            _ = Measure(make(1_000));
        }

        Growth.Head(["nodes", .. Stages.Select(stage => $"{stage} ms"), "allocated MB"]);
        foreach (var count in (ImmutableArray<int>)[1_000, 2_000, 5_000, 10_000, 20_000])
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var times = Measure(GrowingNetworks.Residual(count));
            Growth.Row([Growth.Number(count), .. times.Select(Growth.Number), Growth.Mega(GC.GetTotalAllocatedBytes(precise: true) - before)]);
        }

        Console.WriteLine();
        Growth.Head([$"{Many:N0} nodes", .. Stages.Select(stage => $"{stage} ms"), $"{Many / Few} times the nodes take"]);
        foreach (var (name, make) in GrowingNetworks.Kinds)
        {
            var (few, many) = (Measure(make(Few)), Measure(make(Many)));
            Growth.Row([name, .. many.Select(Growth.Number), $"{(many.Sum() / few.Sum()).ToString("0.0", CultureInfo.InvariantCulture)} times"]);
        }

        Console.WriteLine();
        Growth.Head([$"{Layers:N0} layers", .. Stages.Select(stage => $"{stage} ms")]);
        Growth.Row(["each reads all before it", .. Measure(ExoticNetworks.DenselyConnected(Layers)).Select(Growth.Number)]);
    }

    /// <summary>Milliseconds of every stage.</summary>
    private static ImmutableArray<double> Measure(Graph network)
    {
        var shell = new Model(network, new OnnxShell());
        var bytes = OnnxWriter.ToBytes(shell);
        var (read, model) = Growth.Timed(() => OnnxReader.Read(bytes, new DiagnosticSink()));
        var (verify, _) = Growth.Timed(() => GraphVerifier.Verify(model.Graph));
        var (optimize, graph) = Growth.Timed(() => Pipelines.Optimize.Run(model.Graph, new PassContext(new DiagnosticSink()), new VerifyObserver()));
        var (chains, found) = Growth.Timed(() => ChainAnalysis.Run(graph));
        var (candidates, _) = Growth.Timed(() => new CandidateEnumerator(graph, new CandidateOptions()).Enumerate(found));
        var (channels, _) = Growth.Timed(() => ChannelGroups.Of(graph));
        var (text, _) = Growth.Timed(() => GraphParser.Parse(GraphPrinter.Print(graph)));
        var (diff, _) = Growth.Timed(() => GraphDiff.Lines(model.Graph, graph));
        var (write, _) = Growth.Timed(() => OnnxWriter.ToBytes(model with { Graph = graph }));
        return [read, verify, optimize, chains, candidates, channels, text, diff, write];
    }
}

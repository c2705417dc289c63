using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Analysis;
using DepthCompress.TestKit;

namespace DepthCompress.Fuzz;

/// <summary>Models: read, checked, optimized without an engine, printed, analyzed, written, and read again.</summary>
internal sealed class OnnxFormat : FuzzFormat
{
    public override string Name => "onnx";

    public override IEnumerable<byte[]> Seeds =>
    [
        .. Corpus.Files(Name),
        .. OperatorExamples.All.Select(example => OnnxWriter.ToBytes(example.Graph)),
    ];

    public override string Load(byte[] bytes, string scratch) => Use(OnnxReader.Read(bytes, new DiagnosticSink()));

    public override byte[] Change(byte[] bytes, byte[] other, Random random) => random.Next(10) switch
    {
        0 => ByteMutator.Change(bytes, other, random),
        1 or 2 or 3 => WireMutator.Change(bytes, other, random),
        4 => WireMutator.Change(OnnxMutator.Change(bytes, other, random), other, random),
        _ => OnnxMutator.Change(bytes, other, random),
    };

    /// <summary>What the program does with a model that was read.</summary>
    public static string Use(Model model)
    {
        var sink = new DiagnosticSink();
        var graph = Pipelines.Optimize.Run(model.Graph, new PassContext(sink));
        if (graph.TypeProblems.IsEmpty && GraphVerifier.Verify(graph) is [var problem, ..] && !problem.Message.Contains(" is declared ", StringComparison.Ordinal))
        {
            throw new CompilerBugException($"optimized, the graph is not sound: {problem.Message}");
        }

        GraphPrinter.Print(graph);
        ChainAnalysis.Run(graph);
        NetworkCost.MultiplyAccumulates(graph);
        NetworkCost.Depth(graph);
        Reread(OnnxWriter.ToBytes(model));
        Reread(OnnxWriter.ToBytes(model with { Graph = graph }));
        OnnxWriter.ToBytes(graph);
        return string.Join(' ', sink.All.Select(found => found.Descriptor.Code).Distinct().Order(StringComparer.Ordinal));
    }

    private static void Reread(byte[] written)
    {
        try
        {
            OnnxReader.Read(written, new DiagnosticSink());
        }
        catch (DiagnosticException refused) when (refused.Diagnostic.Descriptor.Code != DiagnosticCatalog.WrongOperands.Code
            && !refused.Message.Contains(" is declared ", StringComparison.Ordinal))
        {
            // Types that contradict each other may show it only when nodes between them are gone.
            throw new CompilerBugException($"what was written is refused: {refused.Diagnostic.Descriptor.Code} {refused.Message}");
        }
    }
}

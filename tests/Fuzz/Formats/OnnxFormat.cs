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
        var graph = Pipelines.Optimize.Run(model.Graph, new PassContext(sink), new VerifyObserver());
        GraphPrinter.Print(graph);
        ChainAnalysis.Run(graph);
        NetworkCost.MultiplyAccumulates(graph);
        NetworkCost.Depth(graph);
        var isOpen = model.Graph.Nodes.SelectMany(node => node.Outputs).Any(value => model.Graph.IsTypeAssumed(value)
            || model.Graph.TypeOf(value) is not { } type || type.Shape.Contains(Dim.Unknown));
        Reread(OnnxWriter.ToBytes(model), isOpen: false);
        Reread(OnnxWriter.ToBytes(model with { Graph = graph }), isOpen);
        OnnxWriter.ToBytes(graph);
        return string.Join(' ', sink.All.Select(found => found.Descriptor.Code).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// What was written is read again. Only where types of the model could not be known may a contradiction show then: a shape that was
    /// computed is a constant now, and is compared for the first time.
    /// </summary>
    private static void Reread(byte[] written, bool isOpen)
    {
        try
        {
            OnnxReader.Read(written, new DiagnosticSink());
        }
        catch (DiagnosticException refused) when (!isOpen
            || (refused.Diagnostic.Descriptor.Code != DiagnosticCatalog.WrongOperands.Code && refused.Diagnostic.Descriptor.Code != DiagnosticCatalog.UnsoundModel.Code))
        {
            throw new CompilerBugException($"what was written is refused: {refused.Diagnostic.Descriptor.Code} {refused.Message}");
        }
    }
}

using System.Text;
using DepthCompress.GraphIR;
using DepthCompress.TestKit;

namespace DepthCompress.Fuzz;

/// <summary>Graphs as text.</summary>
internal sealed class TextFormat : FuzzFormat
{
    public override string Name => "dcir";

    public override IEnumerable<byte[]> Seeds => OperatorExamples.All.Select(example => Encoding.UTF8.GetBytes(example.Text));

    public override string Load(byte[] bytes, string scratch)
    {
        var graph = GraphParser.Parse(Encoding.UTF8.GetString(bytes), Path.GetDirectoryName(scratch));
        GraphVerifier.Verify(graph);
        GraphParser.Parse(GraphPrinter.Print(graph));
        return "read";
    }

    public override byte[] Change(byte[] bytes, byte[] other, Random random) => TextMutator.Change(bytes, other, random);
}

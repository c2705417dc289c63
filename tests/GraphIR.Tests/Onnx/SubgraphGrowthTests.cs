using Google.Protobuf;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Four times the nodes with graphs inside take four times the memory that is allocated on the way, one behind the other or side by side.</summary>
public sealed class SubgraphGrowthTests
{
    private const int Few = 200;
    private const int Times = 4;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WorkGrowsAsTheGraphsInsideDo(bool sideBySide)
    {
        var (few, many) = (Branches(Few, sideBySide), Branches(Times * Few, sideBySide));
        _ = Allocated(Branches(Few, sideBySide));

        Assert.All(Allocated(few).Zip(Allocated(many)), pair => Assert.InRange(pair.Second, 0, (Times * 1.4 * pair.First) + (64 << 10)));
    }

    /// <summary>Bytes that reading, deriving names and types, and writing what was changed allocate.</summary>
    private static ImmutableArray<long> Allocated(byte[] bytes)
    {
        var start = GC.GetAllocatedBytesForCurrentThread();
        var model = OnnxReader.Read(bytes, new DiagnosticSink());
        var read = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(GraphVerifier.Verify(model.Graph));
        var verified = GC.GetAllocatedBytesForCurrentThread();
        var edit = model.Graph.Edit();
        edit.Replace(model.Graph.ValueNamed("again")!, model.Graph.Inputs[0]);
        var written = OnnxWriter.ToBytes(model with { Graph = edit.ToGraph() });
        Assert.NotEqual(bytes.Length, written.Length);
        return [read - start, verified - read, GC.GetAllocatedBytesForCurrentThread() - verified];
    }

    /// <summary>Nodes that choose between a product with a weight of the outside and the value itself.</summary>
    private static byte[] Branches(int count, bool sideBySide)
    {
        var nodes = new List<NodeProto> { Node("again", "Identity", ["x"], ["again"]) };
        for (var number = 0; number < count; number++)
        {
            var read = number == 0 || sideBySide ? "again" : $"y{number - 1}";
            var then = Graph($"then{number}", [], [Node("inside", "Mul", [read, "w"], [$"t{number}"])], [Tensor($"t{number}")]);
            var otherwise = Graph($"else{number}", [], [Node("inside", "Relu", [read], [$"e{number}"])], [Tensor($"e{number}")]);
            nodes.Add(Node($"branch{number}", "If", ["c"], [$"y{number}"], Attribute("then_branch", then), Attribute("else_branch", otherwise)));
        }

        var results = Enumerable.Range(0, count).Where(number => sideBySide || number == count - 1);
        var proto = Model([Tensor("x", "N", 4), Typed("c", TensorProto.Types.DataType.Bool)], nodes, [.. results.Select(number => Tensor($"y{number}", "N", 4))]);
        proto.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = (int)TensorProto.Types.DataType.Float, RawData = ByteString.CopyFrom(new byte[4]) });
        return proto.ToByteArray();
    }
}

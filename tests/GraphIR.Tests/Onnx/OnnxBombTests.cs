using Google.Protobuf;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Files that are deep, long or wide beyond any network: refused before anything is made of them, on a stack that is soon full.</summary>
public sealed class OnnxBombTests
{
    private const int Deep = 10_000;
    private const int SmallStack = 256 << 10;

    public static TheoryData<string> DeepKinds => [.. DeepFiles.Keys];

    /// <summary>Field by field from the innermost message outwards: protobuf itself writes no such depth.</summary>
    private static readonly Dictionary<string, Func<byte[]>> DeepFiles = new()
    {
        ["If inside If"] = () => Nested([7], [1, 5, 6]),
        ["If inside If of a function"] = () => Nested([25, 7, 5, 6], [1, 5, 6]),
        ["graphs of a list"] = () => Nested([7], [1, 5, 11]),
        ["training inside If"] = () => Nested([20, 1], [1, 5, 6]),
        ["sequence of sequences"] = () => Nested([7, 11, 2], [4, 1]),
        ["map of maps"] = () => Nested([7, 13, 2], [5, 2]),
        ["optional of optionals"] = () => Nested([7, 12, 2], [9, 1]),
        ["type of an attribute"] = () => Nested([7, 1, 5, 14], [4, 1]),
        ["fields that nobody knows"] = () => [0x08, 0x08, .. Enumerable.Repeat((byte[])[0xA3, 0x06], Deep).SelectMany(tag => tag)],
    };

    [Theory]
    [MemberData(nameof(DeepKinds))]
    public void DepthIsRefusedBeforeTheStackIsFull(string kind) => Assert.Equal("DC1021", OnSmallStack(() => CodeOf(DeepFiles[kind]())));

    /// <summary>Twenty levels take sixty of the format's, and are walked by everything that looks into subgraphs.</summary>
    [Fact]
    public void SubgraphsInsideSubgraphsAreReadUpToTheLimit()
    {
        var graph = Graph("inside", [], [Node("deep", "Relu", ["x"], ["o"])], [Tensor("o")]);
        for (var level = 0; level < 20; level++)
        {
            graph = Graph("g", [], [Node($"if{level}", "If", ["c"], ["o"], Attribute("then_branch", graph))], [Tensor("o")]);
        }

        graph.Input.AddRange([Tensor("x", 4), Typed("c", TensorProto.Types.DataType.Bool)]);
        var bytes = new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = Opset } } }.ToByteArray();

        Assert.Equal("c c x", OnSmallStack(() =>
        {
            var model = OnnxReader.Read(bytes, new DiagnosticSink());
            Assert.Equal(bytes, OnnxWriter.ToBytes(model));
            return string.Join(' ', model.Graph.Nodes.Single().Inputs.Select(value => value!.Hint));
        }));
    }

    [Fact]
    public void AMillionNodesAreRefusedBeforeAnythingIsMadeOfThem()
    {
        var node = Field(1, new NodeProto { Name = "n123456", OpType = "Relu", Input = { "a1234" }, Output = { "b1234" } }.ToByteArray());
        byte[] file = [0x08, 0x08, .. Field(7, [.. Enumerable.Repeat(node, 1_000_000).SelectMany(bytes => bytes)])];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal("DC1101", CodeOf(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData(7, 4_000_000, 4)]
    [InlineData(8, 1_000_000, 1)]
    [InlineData(8, 1_000_000, 10)]
    [InlineData(9, 250_000, 1)]
    public void AttributesOfMillionsOfNumbersTakeWhatTheyWeigh(int field, int count, int width)
    {
        byte[] value = field is 7 ? [0, 0, 0x80, 0x3F] : [.. Enumerable.Repeat((byte)0xFF, width - 1), 1];
        byte[] list = field is 9 ? [.. Enumerable.Repeat((byte[])[0x4A, 1, (byte)'s'], count).SelectMany(text => text)]
            : Field(field, [.. Enumerable.Repeat(value, count).SelectMany(bytes => bytes)]);
        var type = field switch { 7 => 6, 8 => 7, _ => 8 };
        var attribute = Field(5, [.. new AttributeProto { Name = "a", Type = (AttributeProto.Types.AttributeType)type }.ToByteArray(), .. list]);
        var model = Chain();
        var graph = model.Graph;
        model.Graph = null;
        byte[] node = Field(1, [.. graph.Node[0].ToByteArray(), .. attribute]);
        graph.Node.RemoveAt(0);
        byte[] file = [.. model.ToByteArray(), .. Field(7, [.. node, .. graph.ToByteArray()])];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var code = CodeOf(file);

        Assert.Contains(code, new[] { "read", "DC1101" });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000 + (10L * file.Length));
    }

    private static string CodeOf(byte[] file)
    {
        try
        {
            OnnxReader.Read(file, new DiagnosticSink());
            return "read";
        }
        catch (DiagnosticException refused)
        {
            return refused.Diagnostic.Descriptor.Code;
        }
    }

    /// <summary>The fields in which the first message of the ring lies, and those from one message of the ring to the next.</summary>
    private static byte[] Nested(int[] first, int[] ring)
    {
        var (written, length) = (new Stack<byte[]>(), 0L);
        int[] path = [.. first, .. Enumerable.Repeat(ring, Deep).SelectMany(fields => fields)];
        foreach (var number in path.Reverse())
        {
            byte[] head = [.. Varint((number << 3) | 2), .. Varint(length)];
            written.Push(head);
            length += head.Length;
        }

        return [0x08, 0x08, .. written.SelectMany(head => head)];
    }

    private static byte[] Field(int number, byte[] content) => [.. Varint((number << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static string OnSmallStack(Func<string> work)
    {
        var result = "";
        var thread = new Thread(() => result = work(), SmallStack);
        thread.Start();
        thread.Join();
        return result;
    }
}

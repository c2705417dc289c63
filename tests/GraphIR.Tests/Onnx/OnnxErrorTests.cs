using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Every kind of bad file is refused with its code and says what is wrong.</summary>
public sealed class OnnxErrorTests
{
    public static TheoryData<string, byte[], string> OtherFiles => new()
    {
        { "empty", [], "the file is empty" },
        { "html", "<!DOCTYPE html><html>"u8.ToArray(), "it is HTML or XML, such as the page of a failed download" },
        { "lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:0"u8.ToArray(),
            "it is a git-lfs pointer; fetch the file itself with 'git lfs pull'" },
        { "tflite", "\x1c\0\0\0TFL3"u8.ToArray(), "it is a TensorFlow Lite model; convert it with tf2onnx" },
        { "zip", Zip(), "it is a zip archive, such as a PyTorch checkpoint; export the network with torch.onnx.export" },
        { "pickle", [0x80, 0x02, (byte)'}'],
            "it is a Python pickle, such as a PyTorch checkpoint; export the network with torch.onnx.export" },
        { "json", "{}"u8.ToArray(), "it is text, probably JSON" },
        { "text", "hello, world"u8.ToArray(), "its first bytes are not those of one" },
        { "zeros", new byte[100], "its first bytes are not those of one" },
        { "no graph", new ModelProto { IrVersion = 8, ProducerName = "p" }.ToByteArray(), "it holds no graph" },
    };

    [Theory]
    [MemberData(nameof(OtherFiles))]
    public void AnotherKindOfFileIsNamed(string kind, byte[] bytes, string message)
    {
        Assert.NotEmpty(kind);
        Refused("DC1002", $"not an ONNX model: {message}", bytes);
    }

    [Fact]
    public void ATruncatedFileSaysWhereItEnds()
    {
        var bytes = Chain().ToByteArray();

        Refused("DC1005", "the file ends early: 'graph' at byte 8 takes 90 bytes, 64 are left", bytes[..74]);
    }

    [Fact]
    public void ALengthBeyondItsPartIsDamage()
    {
        var bytes = Chain().ToByteArray();
        bytes[11] = 0x7F;

        Refused("DC1004", "the file is damaged at byte 10: 'node' is longer than what it lies in", bytes);
    }

    [Fact]
    public void AnEndlessNumberIsDamage() =>
        Refused("DC1004", "the file is damaged at byte 2: a number takes more than 10 bytes",
            [0x08, 0x08, .. Enumerable.Repeat((byte)0xFF, 12)]);

    [Fact]
    public void AHugeLengthAllocatesNothing() =>
        Refused("DC1005", "the file ends early: 'graph' at byte 2 takes 2147483647 bytes, 0 are left",
            [0x08, 0x08, 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]);

    [Fact]
    public void NamesThatAreNoTextAreDamage()
    {
        var bytes = Chain().ToByteArray();
        bytes[bytes.AsSpan().IndexOf("first"u8)] = 0xFF;

        Refused("DC1004", "the file is damaged at byte 18: 'name' is not UTF-8", bytes);
    }

    [Fact]
    public void DeepNestingIsRefused()
    {
        var graph = Graph("g", [], [Node("n", "If", [], ["o"])], [Tensor("o")]);
        for (var level = 0; level < 30; level++)
        {
            graph = Graph("g", [], [Node("n", "If", [], ["o"], Attribute("then_branch", graph))], [Tensor("o")]);
        }

        var model = new ModelProto { IrVersion = 8, Graph = graph };
        Refused("DC1021", "the file is nested more than 64 levels deep at byte 680", model.ToByteArray());
    }

    [Fact]
    public void UnclosedAndDeepGroupsAreRefused()
    {
        Refused("DC1004", "the file is damaged at byte 4: a group is not closed", [0x08, 0x08, 0xA3, 0x06]);
        Assert.StartsWith("the file is nested",
            Refused("DC1021", null, [0x08, 0x08, .. Enumerable.Repeat((byte[])[0xA3, 0x06], 100).SelectMany(tag => tag)]),
                StringComparison.Ordinal);
    }

    [Fact]
    public void MillionsOfNumbersAreRefused()
    {
        var parts = new byte[16_000_002];
        parts.AsSpan().Fill(0x08);

        Refused("DC1022", "the file consists of more than 8000000 parts", parts);
    }

    [Fact]
    public void ACircleIsRefused() => Refused("DC1006", "the node depends on its own result", Model(
        [Tensor("x", "N", 4)], [Node("one", "Plus", ["x", "b"], ["a"]), Node("two", "Relu", ["a"], ["b"])], [Tensor("b", "N", 4)]));

    [Theory]
    [InlineData("x", "a", "a")]
    [InlineData("x", "x", "x")]
    [InlineData("x", "w", "w")]
    public void ANameIsDefinedOnce(string input, string output, string twice) =>
        Refused("DC1007", $"the value '{twice}' is defined twice", Model(
        [Tensor(input, "N", 4)], [Node("one", "Relu", ["x"], ["a"]), Node("two", "Plus", ["x", "w"], [output])], [Tensor("a", "N", 4)],
            Floats("w", 4)));

    [Fact]
    public void AnInitializerIsDefinedOnce() =>
        Refused("DC1007", "the value 'w' is defined twice",
            Model([Tensor("x", "N", 4)], [Node("one", "Relu", ["x"], ["a"])], [Tensor("a", "N", 4)], Floats("w", 4), Floats("w", 4)));

    [Fact]
    public void ANameThatNothingDefinesIsRefused()
    {
        Refused("DC1008", "the value 'nowhere' is read but never defined",
            Model([Tensor("x", "N", 4)], [Node("one", "Plus", ["x", "nowhere"], ["y"])], [Tensor("y", "N", 4)]));
        Refused("DC1008", "the value 'y' is read but never defined",
            Model([Tensor("x", "N", 4)], [Node("one", "Relu", ["x"], ["a"])], [Tensor("y", "N", 4)]));
    }

    [Fact]
    public void ANameThatOnlyASubgraphReadsMustBeDefinedToo()
    {
        var proto = Branching();
        proto.Graph.Initializer.Clear();

        Refused("DC1008", "the value 'w' is read but never defined", proto);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("4294967296")]
    [InlineData("65536,65536")]
    [InlineData("0,9223372036854775807")]
    public void ShapesOutOfRangeAreRefused(string dims)
    {
        var sizes = dims.Split(',').Select(long.Parse).ToArray();
        Refused("DC1009", $"the shape [{dims}] of 'w' is out of range",
            WithConstant(Raw("w", TensorProto.Types.DataType.Float, [], sizes)));
    }

    [Fact]
    public void DeclaredShapesOutOfRangeAreRefused()
    {
        Refused("DC1009", "the shape [N,1099511627776] of 'x' is out of range",
            Model([Tensor("x", "N", 1L << 40)], [Node("one", "Relu", ["x"], ["y"])], [Tensor("y")]));
        Refused("DC1009", "the shape [65536,65536] of 'x' is out of range",
            Model([Tensor("x", 65536, 65536)], [Node("one", "Relu", ["x"], ["y"])], [Tensor("y")]));
    }

    [Fact]
    public void TensorsWithTooLittleDataAreRefused()
    {
        Refused("DC1010", "'w' is f32[4] and takes 16 bytes; the file holds 12",
            WithConstant(Raw("w", TensorProto.Types.DataType.Float, new byte[12], 4)));
        Refused("DC1010", "'w' is i8[3] and takes 3 bytes; the file holds 2",
            WithConstant(new TensorProto { Name = "w", DataType = 3, Dims = { 3 }, Int32Data = { 1, 2 } }));
        Refused("DC1010", "'w' is string[2] and takes 2 bytes; the file holds 0",
            WithConstant(new TensorProto { Name = "w", DataType = 8, Dims = { 2 } }));
        Refused("DC1020", "tensor 'w' takes 8589934592 bytes; more than 2147483647 cannot be read",
            WithConstant(Raw("w", TensorProto.Types.DataType.Double, [], 1 << 15, 1 << 15)));
    }

    [Fact]
    public void OpsetsOutOfRangeAreReported()
    {
        var proto = Chain();
        proto.OpsetImport[0].Version = 5;
        var old = new DiagnosticSink();
        Assert.All(Read(proto, old).Graph.Nodes, node => Assert.IsType<Opaque>(node.Op));
        Assert.Equal(
            "opset 5 is older than 6, the oldest whose operators are understood; every node is kept as it is", Assert.Single(old.All).Message);

        proto.OpsetImport.Clear();
        Refused("DC1018", "the model does not say which opset it is written in", proto);

        var diagnostics = new DiagnosticSink();
        proto.OpsetImport.Add(new OperatorSetIdProto { Version = 99 });
        Assert.IsType<Relu>(Read(proto, diagnostics).Graph.Nodes[0].Op);
        Assert.Equal("opset 99 is newer than 26, the newest this version knows; its operators are read by what is known of opset 26",
            Assert.Single(diagnostics.All).Message);
    }

    [Fact]
    public void AFormatFromTheFutureIsReadWithAWarning()
    {
        var (proto, diagnostics) = (Chain(), new DiagnosticSink());
        proto.IrVersion = 99;
        Read(proto, diagnostics);

        Assert.Equal("IR version 99 is newer than 14, the newest this version knows; what is new in it is carried along",
            Assert.Single(diagnostics.All).Message);
    }

    [Fact]
    public void OperandsOfAWrongTypeAreRefused() =>
        Refused("DC1025", "its operands do not fit: the input has 4 channels, the weight expects 3", Model(
        [Tensor("x", 1, 4, 8, 8)], [Node("conv", "Conv", ["x", "w"], ["y"])], [Tensor("y")], Floats("w", 2, 3, 1, 1)));

    [Fact]
    public void AnAttributeOfAWrongKindKeepsTheNodeAsItIs()
    {
        var proto = Model([Tensor("x", 1, 3, 8, 8)], [Node("conv", "Conv", ["x", "w"], ["y"], Attribute("group", 1))], [Tensor("y")],
            Floats("w", 2, 3, 1, 1));
        var diagnostics = new DiagnosticSink();

        Assert.IsType<Opaque>(Read(proto, diagnostics).Graph.Nodes[0].Op);
        Assert.Equal(
            "info DC1003: node 'conv': kept as it is: attribute 'group' is not of kind Int; nothing, unless this node should be compressed",
                Assert.Single(diagnostics.All).ToLine("f")[4..]);
    }

    [Fact]
    public void PathsAreChecked()
    {
        var missing = Path.Combine(Path.GetTempPath(), "no-such-model.onnx");
        Assert.Equal(("DC1001", missing), Refusal(() => OnnxReader.Read(missing, new DiagnosticSink())));
        Assert.Equal(("DC1024", Path.GetTempPath()), Refusal(() => OnnxReader.Read(Path.GetTempPath(), new DiagnosticSink())));
    }

    private static (string Code, string? File) Refusal(Action read)
    {
        var diagnostic = Assert.Throws<DiagnosticException>(read).Diagnostic;
        return (diagnostic.Descriptor.Code, diagnostic.File);
    }

    private static void Refused(string code, string message, ModelProto model) => Refused(code, message, model.ToByteArray());

    private static string Refused(string code, string? message, byte[] bytes)
    {
        var diagnostic = Assert.Throws<DiagnosticException>(() => OnnxReader.Read(bytes, new DiagnosticSink())).Diagnostic;
        Assert.Equal((code, message ?? diagnostic.Message), (diagnostic.Descriptor.Code, diagnostic.Message));
        return diagnostic.Message;
    }

    private static byte[] Zip()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            archive.CreateEntry("archive/data.pkl").Open().Write(Encoding.UTF8.GetBytes("x"));
        }

        return stream.ToArray();
    }
}

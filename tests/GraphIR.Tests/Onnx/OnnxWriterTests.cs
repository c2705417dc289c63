using System.Security.Cryptography;
using Google.Protobuf;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Files are written whole or not at all, and never over the input.</summary>
public sealed class OnnxWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AWrittenFileHasTheBytesOfTheModelAndNothingLiesBesideIt()
    {
        var model = Read(Chain());

        OnnxWriter.Write(model, folder.File("out.onnx"));

        Assert.Equal(["out.onnx"], folder.Files);
        Assert.Equal(OnnxWriter.ToBytes(model), File.ReadAllBytes(folder.File("out.onnx")));
    }

    [Fact]
    public void AnExistingFileIsReplacedOnlyByForce()
    {
        File.WriteAllText(folder.File("out.onnx"), "precious");

        Refused("DC1030", "the output file exists already", "out.onnx", () => OnnxWriter.Write(Read(Chain()), folder.File("out.onnx")));
        Assert.Equal("precious", File.ReadAllText(folder.File("out.onnx")));

        OnnxWriter.Write(Read(Chain()), folder.File("out.onnx"), new OnnxWriteOptions { Force = true });
        Assert.Equal(Chain().ToByteArray(), File.ReadAllBytes(folder.File("out.onnx")));
    }

    [Fact]
    public void TheInputIsNeverOverwritten()
    {
        File.WriteAllBytes(folder.File("in.onnx"), Chain().ToByteArray());
        File.CreateSymbolicLink(folder.File("link.onnx"), "in.onnx");
        var model = OnnxReader.Read(folder.File("in.onnx"), new DiagnosticSink());

        foreach (var name in new[] { "in.onnx", "link.onnx" })
        {
            Refused("DC1031", "the output would overwrite the input", name, () =>
                OnnxWriter.Write(model, folder.File(name), new OnnxWriteOptions { Force = true }));
        }
    }

    [Fact]
    public void TheDataOfTheInputIsNeverOverwritten()
    {
        File.WriteAllBytes(folder.File("out.onnx.data"), new byte[16]);
        File.WriteAllBytes(folder.File("in.onnx"), WithConstant(External("w", "out.onnx.data", 0, 16, 4)).ToByteArray());
        var model = OnnxReader.Read(folder.File("in.onnx"), new DiagnosticSink());

        Refused("DC1031", "the output would overwrite the input", "out.onnx.data", () =>
            OnnxWriter.Write(model, folder.File("out.onnx"), new OnnxWriteOptions { Force = true }));
    }

    [Fact]
    public void AFolderThatDoesNotExistIsReported() =>
        Assert.Equal("DC1032",
            Assert.Throws<DiagnosticException>(() =>
                OnnxWriter.Write(Read(Chain()), folder.File("no/out.onnx"))).Diagnostic.Descriptor.Code);

    [Fact]
    public void AFailureWhileWritingLeavesNothing()
    {
        Assert.Equal("DC1032",
            Assert.Throws<DiagnosticException>(() => AtomicFile.Write(folder.File("f"), false, Fail)).Diagnostic.Descriptor.Code);
        Assert.Empty(folder.Files);

        static void Fail(Stream stream)
        {
            stream.WriteByte(1);
            throw new IOException("disk full");
        }
    }

    [Fact]
    public void MetadataIsAddedAndReplaced()
    {
        var proto = Chain();
        proto.MetadataProps.Add(new StringStringEntryProto { Key = "a", Value = "old" });
        proto.MetadataProps.Add(new StringStringEntryProto { Key = "b", Value = "kept" });

        OnnxWriter.Write(Read(proto), folder.File("out.onnx"), new OnnxWriteOptions { Metadata = [new("a", "new"), new("c", "more")] });

        Assert.Equal([new("a", "new"), new("b", "kept"), new("c", "more")],
            OnnxReader.Read(folder.File("out.onnx"), new DiagnosticSink()).Shell.Metadata.ToArray());
    }

    [Fact]
    public void TheNodeMapSaysWhatEachNewNodeStandsFor()
    {
        var model = Read(Chain());
        var edit = model.Graph.Edit();
        var (first, second) = (model.Graph.Nodes[0], model.Graph.Nodes[1]);
        edit.Redefine(second.Output, new Opaque("Both", "test"), [first.Inputs[0]], first, second);

        OnnxWriter.Write(model with { Graph = edit.ToGraph() }, folder.File("out.onnx"), new OnnxWriteOptions { IncludeNodeMap = true });

        var metadata = OnnxReader.Read(folder.File("out.onnx"), new DiagnosticSink()).Shell.Metadata.ToArray();
        Assert.Equal([new("depthcompress.nodes", "{\"first\":[\"first\",\"second\"]}")], metadata);
    }

    [Fact]
    public void AModelThatNothingWasDoneToHasNoNodeMap()
    {
        var model = Read(Chain());

        OnnxWriter.Write(model, folder.File("out.onnx"), new OnnxWriteOptions { IncludeNodeMap = true });

        Assert.Equal(Chain().ToByteArray(), File.ReadAllBytes(folder.File("out.onnx")));
    }

    [Fact]
    public void TheDigestIsThatOfTheFile()
    {
        File.WriteAllBytes(folder.File("in.onnx"), Chain().ToByteArray());
        var model = OnnxReader.Read(folder.File("in.onnx"), new DiagnosticSink());

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Chain().ToByteArray())), model.Digest);
        Assert.Equal(folder.File("in.onnx"), model.Path);
        Assert.Null(new Model(model.Graph, new OnnxShell()).Digest);
    }

    [Fact]
    public void AGraphFromNoFileIsWrittenInTheDefaultOpset()
    {
        var x = new Value("x", new TensorType(ElementType.Float32, [Dim.Named("N"), 4, Dim.Unknown]));
        var y = new Value("y");
        var graph = Graph.Create("g", [x], [new Node { Name = "r", Op = new Relu(), Inputs = [x], Outputs = [y] }],
            [new GraphOutput("y", y)], new Dictionary<Value, Tensor>());

        var file = ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(graph));

        Assert.Equal((OnnxShell.DefaultOpset, 10), (file.OpsetImport[0].Version, file.IrVersion));
        var input = OnnxReader.Read(file.ToByteArray(), new DiagnosticSink()).Graph.Inputs[0];
        Assert.Equal("f32[N,4,?]", input.Declared!.ToString());
    }

    [Fact]
    public void AnEngineSeesNoReplaceableInitializers()
    {
        var proto = WithConstant(Floats("w", 4));
        proto.Graph.Input.Add(Tensor("w", 4));

        Assert.Equal(["x"], ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(Read(proto).Graph)).Graph.Input.Select(input => input.Name));
    }

    private void Refused(string code, string message, string file, Action write)
    {
        var diagnostic = Assert.Throws<DiagnosticException>(write).Diagnostic;
        Assert.Equal((code, message, folder.File(file)), (diagnostic.Descriptor.Code, diagnostic.Message, diagnostic.File));
    }
}

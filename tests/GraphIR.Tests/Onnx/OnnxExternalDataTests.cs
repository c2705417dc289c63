using System.Diagnostics;
using Google.Protobuf;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Tensors beside the file: mapped, copied on output, and never read from where a model has no business.</summary>
public sealed class OnnxExternalDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Outside =>
        ["../w.bin", "/etc/hostname", "sub/../../w.bin", "", "a//b", "./w.bin", "C:\\w.bin", "..\\w.bin", "sub\\w.bin", "w.bin\0"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void DataIsReadFromItsPlaceWithoutACopy()
    {
        File.WriteAllBytes(folder.File("w.bin"), [9, 9, .. Data(4)]);

        var tensor = Assert.Single(Load(External("w", "w.bin", 2, 16, 4)).Graph.Initializers).Value;

        Assert.Equal([0f, 1, 2, 3], tensor.AsSpan<float>().ToArray());
        Assert.False(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(tensor.Bytes, out _));
    }

    [Fact]
    public void OffsetAndLengthMayBeLeftOut()
    {
        Directory.CreateDirectory(folder.File("sub"));
        File.WriteAllBytes(folder.File("sub/w.bin"), Data(8));
        var tensor = External("w", "sub/w.bin", 0, 0, 4);
        tensor.ExternalData.RemoveAt(2);
        tensor.ExternalData.RemoveAt(1);

        Assert.Equal([0f, 1, 2, 3], Load(tensor).Graph.Initializers.Values.Single().AsSpan<float>().ToArray());
    }

    [Fact]
    public void FilesOfMoreThanTwoGibibytesAreRead()
    {
        const long Far = 5L << 30;
        using (var file = File.Create(folder.File("w.bin")))
        {
            file.SetLength(Far);
            file.Position = Far;
            file.Write(Data(4));
        }

        Assert.Equal([0f, 1, 2, 3], Load(External("w", "w.bin", Far, 16, 4)).Graph.Initializers.Values.Single().AsSpan<float>().ToArray());
    }

    [Fact]
    public void AModelOfMoreThanTwoGibibytesDoesNotFitIntoMemoryAsOneFile()
    {
        const int Gibibyte = 1 << 30;
        using (var file = File.Create(folder.File("w.bin")))
        {
            file.SetLength(Gibibyte);
        }

        var proto = WithConstant(External("w", "w.bin", 0, Gibibyte, Gibibyte / 4));
        proto.Graph.Initializer.Add(External("v", "w.bin", 0, Gibibyte, Gibibyte / 4));
        proto.Graph.Node[0].Input.Add("v");
        var model = Load(proto);

        var problem = Assert.Throws<DiagnosticException>(() => OnnxWriter.ToBytes(model)).Diagnostic;
        Assert.Equal(("DC1033", "write the model with external data"), (problem.Descriptor.Code, problem.Descriptor.Remedy));
    }

    [Fact]
    public void AModelWithExternalDataIsWrittenWithExternalData()
    {
        File.WriteAllBytes(folder.File("w.bin"), Data(1024));
        var model = Load(External("w", "w.bin", 0, 4096, 1024));

        OnnxWriter.Write(model, folder.File("out.onnx"));

        Assert.Equal(["model.onnx", "out.onnx", "out.onnx.data", "w.bin"], folder.Files);
        Assert.Equal(Data(1024), File.ReadAllBytes(folder.File("out.onnx.data")));
        Assert.Equal(External("w", "out.onnx.data", 0, 4096, 1024),
            Assert.Single(ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder.File("out.onnx"))).Graph.Initializer));
        Assert.Equal(model.Graph.Initializers.Values.Single().Bytes.ToArray(),
            OnnxReader.Read(folder.File("out.onnx"), new DiagnosticSink()).Graph.Initializers.Values.Single().Bytes.ToArray());
    }

    [Fact]
    public void ARawModelStaysInOneFileUnlessAskedOtherwise()
    {
        var model = Load(Floats("w", 1024));

        OnnxWriter.Write(model, folder.File("raw.onnx"));
        OnnxWriter.Write(model, folder.File("split.onnx"), new OnnxWriteOptions { ExternalData = true });

        Assert.Equal(["model.onnx", "raw.onnx", "split.onnx", "split.onnx.data"], folder.Files);
        Assert.Equal(OnnxWriter.ToBytes(model), OnnxWriter.ToBytes(OnnxReader.Read(folder.File("raw.onnx"), new DiagnosticSink())));
    }

    [Fact]
    public void SmallTensorsStayInTheFileAndLargeOnesAreAligned()
    {
        var proto = WithConstant(Floats("w", 300));
        proto.Graph.Initializer.Add(Floats("tiny", 2));
        proto.Graph.Initializer.Add(Floats("v", 300));
        proto.Graph.Node[0].Input.AddRange(["tiny", "v"]);

        OnnxWriter.Write(Read(proto), folder.File("out.onnx"), new OnnxWriteOptions { ExternalData = true });

        var written = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder.File("out.onnx"))).Graph.Initializer;
        Assert.Equal([External("w", "out.onnx.data", 0, 1200, 300), Floats("tiny", 2), External("v", "out.onnx.data", 1216, 1200, 300)],
            written);
    }

    [Fact]
    public void DataOfSubgraphsMovesAlong()
    {
        File.WriteAllBytes(folder.File("w.bin"), Data(4));
        var proto = Branching();
        proto.Graph.Node[1].Attribute[1].G.Initializer.Add(External("inner", "w.bin", 0, 16, 4));
        var model = Load(proto);

        var written = ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(Redefined(model, "a"))).Graph.Node[1].Attribute[1].G.Initializer;

        Assert.Equal([Floats("inner", 4)], written);
    }

    [Fact]
    public void AnEngineGetsItsDataInside()
    {
        File.WriteAllBytes(folder.File("w.bin"), Data(1024));
        var graph = Load(External("w", "w.bin", 0, 4096, 1024)).Graph;

        var inside = ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(graph)).Graph.Initializer;

        Assert.Equal([Floats("w", 1024)], inside);
    }

    [Fact]
    public void TheDigestCoversTheData()
    {
        File.WriteAllBytes(folder.File("w.bin"), Data(4));
        var one = Load(External("w", "w.bin", 0, 16, 4));
        var main = one.Digest;
        File.Delete(folder.File("w.bin"));
        File.WriteAllBytes(folder.File("w.bin"), new byte[16]);

        Assert.NotEqual(main, Load(External("w", "w.bin", 0, 16, 4)).Digest);
    }

    [Fact]
    public void MissingDataIsNamed() =>
        Refused("DC1011", "the data of 'w' should lie in 'w.bin' beside the model, which does not exist", External("w", "w.bin", 0, 16, 4));

    [Theory]
    [MemberData(nameof(Outside))]
    public void PathsOutOfTheFolderAreRefused(string location) =>
        Refused("DC1012", $"the data of 'w' is said to lie in '{location}', which is not inside the folder of the model",
            External("w", location, 0, 16, 4));

    [Fact]
    public void LinksOutOfTheFolderAreRefused()
    {
        using var other = new TemporaryFolder();
        File.WriteAllBytes(other.File("secret"), Data(4));
        File.CreateSymbolicLink(folder.File("w.bin"), other.File("secret"));
        Directory.CreateSymbolicLink(folder.File("sub"), other.Path);

        Refused("DC1013", "the data of 'w' lies in 'w.bin', which is reached by a symbolic link that leaves the folder of the model",
            External("w", "w.bin", 0, 16, 4));
        Refused("DC1013", "the data of 'w' lies in 'sub/secret', which is reached by a symbolic link that leaves the folder of the model",
            External("w", "sub/secret", 0, 16, 4));
    }

    [Fact]
    public void LinksInsideTheFolderAreFollowed()
    {
        File.WriteAllBytes(folder.File("blob"), Data(4));
        File.CreateSymbolicLink(folder.File("w.bin"), "blob");

        Assert.Equal(16, Load(External("w", "w.bin", 0, 16, 4)).Graph.Initializers.Values.Single().Bytes.Length);
    }

    [Fact]
    public void AModelAndItsDataMayBothBeLinksIntoOneFolder()
    {
        using var blobs = new TemporaryFolder();
        File.WriteAllBytes(blobs.File("b1"), WithConstant(External("w", "w.bin", 0, 16, 4)).ToByteArray());
        File.WriteAllBytes(blobs.File("b2"), Data(4));
        File.CreateSymbolicLink(folder.File("model.onnx"), blobs.File("b1"));
        File.CreateSymbolicLink(folder.File("w.bin"), blobs.File("b2"));

        var graph = OnnxReader.Read(folder.File("model.onnx"), new DiagnosticSink()).Graph;

        Assert.Equal([0f, 1, 2, 3], graph.Initializers.Values.Single().AsSpan<float>().ToArray());
    }

    [Fact]
    public void ACircleOfLinksIsRefused()
    {
        File.CreateSymbolicLink(folder.File("w.bin"), "v.bin");
        File.CreateSymbolicLink(folder.File("v.bin"), "w.bin");

        var problem = Assert.Throws<DiagnosticException>(() => Load(External("w", "w.bin", 0, 16, 4))).Diagnostic;
        Assert.Contains(problem.Descriptor.Code, new[] { "DC1011", "DC1013" });
    }

    [Fact]
    public void HardLinksAreRefused()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        File.WriteAllBytes(folder.File("secret"), Data(4));
        using (var link = Process.Start("ln", [folder.File("secret"), folder.File("w.bin")]))
        {
            link.WaitForExit();
        }

        Refused("DC1013", "the data of 'w' lies in 'w.bin', which is one of 2 names (hard links) of one file",
            External("w", "w.bin", 0, 16, 4));
    }

    [Theory]
    [InlineData(4, 16)]
    [InlineData(long.MaxValue, 16)]
    public void PlacesBeyondTheFileAreRefused(long offset, long length)
    {
        File.WriteAllBytes(folder.File("w.bin"), Data(4));

        Refused("DC1014", $"the data of 'w' is said to lie in 'w.bin' at {offset}+{length}, which is not inside that file",
            External("w", "w.bin", offset, length, 4));
    }

    [Fact]
    public void LengthsThatDoNotFitTheShapeAreRefused()
    {
        File.WriteAllBytes(folder.File("w.bin"), Data(4));

        Refused("DC1010", "'w' is f32[4] and takes 16 bytes; the file holds 12", External("w", "w.bin", 0, 12, 4));
        Refused("DC1014", "the data of 'w' is said to lie in 'offset' at '-1', which is not inside that file",
            External("w", "w.bin", -1, 16, 4));
    }

    [Fact]
    public void UnknownKeysAreIgnoredWithAWarning()
    {
        File.WriteAllBytes(folder.File("w.bin"), Data(4));
        var tensor = External("w", "w.bin", 0, 16, 4);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "command", Value = "rm" });
        var diagnostics = new DiagnosticSink();
        Load(WithConstant(tensor), diagnostics);

        Assert.Equal("the key 'command' of the external data of 'w' is unknown and was ignored", Assert.Single(diagnostics.All).Message);
    }

    [Fact]
    public void BytesInMemoryHaveNoFolder() =>
        Assert.Equal("DC1011",
            Assert.Throws<DiagnosticException>(() => Read(WithConstant(External("w", "w.bin", 0, 16, 4)))).Diagnostic.Descriptor.Code);

    private static byte[] Data(int count) => Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((float)i)).ToArray();

    private Model Load(TensorProto constant) => Load(WithConstant(constant));

    private Model Load(ModelProto proto, DiagnosticSink? diagnostics = null)
    {
        File.WriteAllBytes(folder.File("model.onnx"), proto.ToByteArray());
        return OnnxReader.Read(folder.File("model.onnx"), diagnostics ?? new DiagnosticSink());
    }

    private void Refused(string code, string message, TensorProto constant)
    {
        var diagnostic = Assert.Throws<DiagnosticException>(() => Load(constant)).Diagnostic;
        Assert.Equal((code, message, folder.File("model.onnx")), (diagnostic.Descriptor.Code, diagnostic.Message, diagnostic.File));
    }
}

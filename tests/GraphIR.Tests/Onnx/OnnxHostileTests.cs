using Google.Protobuf;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>What somebody may put into a model on purpose.</summary>
public sealed class OnnxHostileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void WeightsThatAreNoNumbersAreReported(float strange)
    {
        var sink = new DiagnosticSink();
        Read(WithWeight([1, 2, 3, strange, 5, 6, 7, 8, 9]), sink);

        Assert.Equal("1 weights hold numbers that are infinite or not a number, 'w' first; so will be what is computed with them",
            Assert.Single(sink.All, found => found.Descriptor.Code == "DC1100").Message);
    }

    /// <summary>The last number of 300 MB beside the file, which is read without staying in memory.</summary>
    [Fact]
    public void EveryNumberOutsideTheFileIsLookedAt()
    {
        const int Rows = 300_000;
        var weight = new TensorProto
        {
            Name = "w",
            DataType = (int)TensorProto.Types.DataType.Float,
            Dims = { Rows, 256 },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = "w.bin" } },
        };
        var path = Path.Combine(folder.Path, "large.onnx");
        File.WriteAllBytes(path, Model([Tensor("x", 1, Rows)], [Node("product", "MatMul", ["x", "w"], ["y"])], [Tensor("y", 1, 256)], weight).ToByteArray());
        using (var data = File.Create(Path.Combine(folder.Path, "w.bin")))
        {
            data.SetLength(4L * Rows * 256);
            data.Seek(-4, SeekOrigin.End);
            data.Write(BitConverter.GetBytes(float.NaN));
        }

        var sink = new DiagnosticSink();
        OnnxReader.Read(path, sink);

        Assert.Equal("DC1100", Assert.Single(sink.All).Descriptor.Code);
    }

    [Fact]
    public void FiniteWeightsAreNotReported()
    {
        var sink = new DiagnosticSink();
        Read(WithWeight([1, 2, float.MaxValue, float.Epsilon, -0f, 6, 7, 8, 9]), sink);

        Assert.DoesNotContain(sink.All, found => found.Descriptor.Code == "DC1100");
    }

    [Fact]
    public void AnOperatorWithoutItsOperandsIsCarried()
    {
        var model = Read(Model([Tensor("x", 1, 1, 4, 4)], [Node("add", "Add", ["x"], ["y"])], [Tensor("y")]));

        Assert.Equal("operand 1 of Add is missing", Assert.IsType<Opaque>(model.Graph.Nodes[0].Op).Reason);
    }

    [Fact]
    public void WindowsBeyondAnyImageAreCarried()
    {
        var node = Node("pool", "MaxPool", ["x"], ["y"], Attribute("kernel_shape", 2, 2), Attribute("pads", int.MaxValue, 0, 1, 1));
        var model = Read(Model([Tensor("x", 1, 1, 4, 4)], [node], [Tensor("y")]));

        Assert.Equal("a window size is out of range", Assert.IsType<Opaque>(model.Graph.Nodes[0].Op).Reason);
    }

    [Fact]
    public void NamesCannotForgeLinesOfTheLog()
    {
        var found = DiagnosticCatalog.DanglingName.At("n", "x\nmodel.onnx : error DC1: \u001b[31mforged\u202e") with { File = "m\n.onnx" };

        Assert.Equal("m?.onnx : error DC1008: node 'n': the value 'x?model.onnx : error DC1: ?[31mforged?' is read but never defined; "
            + "export the model again; its graph is incomplete", found.ToLine("file"));
    }

    [Fact]
    public void EndlessNamesAreCut() =>
        Assert.InRange(DiagnosticCatalog.DanglingName.At(null, new string('x', 1_000_000)).ToLine("file").Length, 4000, 4200);

    [Fact]
    public void APipeIsNotWaitedFor()
    {
        var pipe = Path.Combine(folder.Path, "pipe.onnx");
        if (!OperatingSystem.IsLinux() || !MadePipe(pipe))
        {
            return;
        }

        var refused = Assert.Throws<DiagnosticException>(() => OnnxReader.Read(pipe, new DiagnosticSink()));
        Assert.Equal("DC1024", refused.Diagnostic.Descriptor.Code);
    }

    [Fact]
    public void OneFileIsKnownUnderEveryName()
    {
        var (file, link) = (Path.Combine(folder.Path, "a.onnx"), Path.Combine(folder.Path, "sub"));
        File.WriteAllBytes(file, [1]);
        Directory.CreateSymbolicLink(link, folder.Path);

        Assert.True(FileIdentity.AreSame(file, Path.Combine(link, "a.onnx")));
        Assert.True(FileIdentity.AreSame(Path.Combine(folder.Path, "new"), Path.Combine(link, "new")));
        Assert.False(FileIdentity.AreSame(file, Path.Combine(folder.Path, "b.onnx")));
    }

    [Fact]
    public void TheInputIsNotOverwrittenThroughALinkedFolder()
    {
        var file = Path.Combine(folder.Path, "model.onnx");
        var link = Path.Combine(folder.Path, "sub");
        File.WriteAllBytes(file, Chain().ToByteArray());
        Directory.CreateSymbolicLink(link, folder.Path);
        var model = OnnxReader.Read(file, new DiagnosticSink());

        var refused = Assert.Throws<DiagnosticException>(
            () => OnnxWriter.Write(model, Path.Combine(link, "model.onnx"), new OnnxWriteOptions { Force = true }));
        Assert.Equal("DC1031", refused.Diagnostic.Descriptor.Code);
    }

    private static ModelProto WithWeight(float[] weight)
    {
        var data = weight.SelectMany(BitConverter.GetBytes).ToArray();
        return Model([Tensor("x", 1, 1, 4, 4)], [Node("conv", "Conv", ["x", "w"], ["y"])], [Tensor("y")],
            Raw("w", TensorProto.Types.DataType.Float, data, 1, 1, 3, 3));
    }

    private static bool MadePipe(string path)
    {
        using var process = System.Diagnostics.Process.Start("mkfifo", path);
        process.WaitForExit();
        return process.ExitCode is 0;
    }
}

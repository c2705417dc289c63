using Google.Protobuf;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;
using Kind = Onnx.TensorProto.Types.DataType;

namespace DepthCompress.GraphIR.Tests;

/// <summary>The forms in which a file holds tensors.</summary>
public sealed class OnnxTensorTests
{
    public static TheoryData<string, double[]> TypedForms => new()
    {
        { nameof(Kind.Float), [1.5, -2] },
        { nameof(Kind.Double), [1.5, -2] },
        { nameof(Kind.Int64), [1L << 40, -2] },
        { nameof(Kind.Int32), [1 << 30, -2] },
        { nameof(Kind.Int16), [32767, -2] },
        { nameof(Kind.Int8), [127, -2] },
        { nameof(Kind.Uint16), [65535, 2] },
        { nameof(Kind.Uint8), [255, 2] },
        { nameof(Kind.Bool), [1, 0] },
        { nameof(Kind.Float16), [1.5, -2] },
        { nameof(Kind.Bfloat16), [1.5, -2] },
        { nameof(Kind.Uint32), [4294967295, 2] },
        { nameof(Kind.Uint64), [1UL << 40, 2] },
    };

    [Theory]
    [MemberData(nameof(TypedForms))]
    public void TypedDataMeansTheSameAsRawData(string kind, double[] values)
    {
        var tensor = Typed(Enum.Parse<Kind>(kind), values);
        var model = Read(WithConstant(tensor));

        Assert.Equal(values, Assert.Single(model.Graph.Initializers).Value.ToDoubles());
    }

    [Theory]
    [MemberData(nameof(TypedForms))]
    public void TypedDataStaysTyped(string kind, double[] values)
    {
        var tensor = Typed(Enum.Parse<Kind>(kind), values);

        Assert.Equal(tensor, Assert.Single(Write(OnnxAssert.Rebuilt(Read(WithConstant(tensor)))).Graph.Initializer));
    }

    [Fact]
    public void NewDataIsWrittenRaw()
    {
        var model = Read(WithConstant(Typed(Kind.Float, [1, 2])));
        var value = model.Graph.Initializers.Keys.Single();
        var graph = model.Graph.WithInitializers(new Dictionary<Value, Tensor> { [value] = Tensor.Create<float>([2], [3, 4]) });

        var written = Assert.Single(Write(model with { Graph = graph }).Graph.Initializer);

        Assert.Equal(Raw("w", Kind.Float, [0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40], 2), written);
    }

    [Fact]
    public void NibblesLieTwoInAByte()
    {
        var tensor = new TensorProto { Name = "w", DataType = (int)Kind.Int4, Dims = { 3 }, Int32Data = { 0x21, 0x03 } };

        var read = Assert.Single(Read(WithConstant(tensor)).Graph.Initializers).Value;

        Assert.Equal([0x21, 0x03], read.Bytes.ToArray());
    }

    [Fact]
    public void TextIsCarriedByteByByte()
    {
        var tensor = new TensorProto
        {
            Name = "w",
            DataType = (int)Kind.String,
            Dims = { 3 },
            StringData = { ByteString.CopyFromUtf8("α"), ByteString.Empty, ByteString.CopyFrom(0xFF, 0x00) }
        };
        var graph = Read(WithConstant(tensor)).Graph;

        var again = ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(new Model(graph, new OnnxShell())));

        Assert.Equal(tensor, Assert.Single(again.Graph.Initializer));
    }

    [Fact]
    public void TextsThatDifferAreDifferentTensors()
    {
        Tensor ReadText(string text) =>
            Read(WithConstant(
                new TensorProto
                {
                    Name = "w",
                    DataType = (int)Kind.String,
                    Dims = { 1 },
                    StringData = { ByteString.CopyFromUtf8(text) }
                })).Graph.Initializers.Values.Single();

        Assert.True(ReadText("a").ContentEquals(ReadText("a")));
        Assert.False(ReadText("a").ContentEquals(ReadText("b")));
    }

    [Fact]
    public void RawDataIsNotCopied()
    {
        var graph = Read(WithConstant(Floats("w", 4))).Graph;
        var bytes = graph.Initializers.Values.Single().Bytes;

        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment));
        Assert.Equal(16, segment.Array!.Length);
    }

    [Fact]
    public void SparseAndUnknownInitializersStayInitializers()
    {
        var proto = Model(
            [Tensor("x", "N", 4)],
            [Node("use", "Use", ["x", "strange", "sparse"], ["a"], domain: "test"), Node("r", "Relu", ["a"], ["y"])],
            [Tensor("y", "N", 4)],
            Raw("strange", (Kind)99, [1, 2, 3], 2));
        proto.Graph.SparseInitializer.Add(
            new SparseTensorProto { Values = Floats("sparse", 2), Indices = Raw("", Kind.Int64, new byte[16], 2), Dims = { 9 } });

        var graph = Write(Redefined(Read(proto), "y")).Graph;

        Assert.Equal(proto.Graph.Initializer, graph.Initializer);
        Assert.Equal(proto.Graph.SparseInitializer, graph.SparseInitializer);
        Assert.Equal(["Use", "Changed"], graph.Node.Select(node => node.OpType));
    }

    [Fact]
    public void AnEmptyTensorIsATensor()
    {
        var read = Read(WithConstant(Raw("w", Kind.Float, [], 0, 3))).Graph.Initializers.Values.Single();

        Assert.Equal("f32[0,3]", read.Type.ToString());
    }

    [Fact]
    public void DefaultsOfInputsAreConstantsAndStayInTheInterface()
    {
        var diagnostics = new DiagnosticSink();
        var proto = Model([Tensor("x", "N", 4), Tensor("w", 4)],
            [Node("add", "Plus", ["x", "w"], ["a"], domain: "test"), Node("r", "Relu", ["a"], ["y"])], [Tensor("y", "N", 4)],
                Floats("w", 4));
        var model = Read(proto, diagnostics);

        Assert.Equal(["x"], model.Graph.Inputs.Select(input => input.Hint));
        Assert.Equal(["x", "w"], Write(Redefined(model, "y")).Graph.Input.Select(input => input.Name));
        Assert.Equal("1 inputs have default values, 'w' first; they are taken for constants, and may be absent from the output",
            Assert.Single(diagnostics.All).Message);
    }

    [Fact]
    public void TheFirstFormatVersionsListEveryInitializerAmongTheInputs()
    {
        var diagnostics = new DiagnosticSink();
        var proto = Model([Tensor("x", "N", 4), Tensor("w", 4)], [Node("add", "Plus", ["x", "w"], ["y"], domain: "test")],
            [Tensor("y", "N", 4)], Floats("w", 4));
        proto.IrVersion = 3;
        var model = Read(proto, diagnostics);
        var edit = model.Graph.Edit();
        edit.Redefine(model.Graph.ValueNamed("y")!, new Opaque("Plus", "test"),
            [model.Graph.Inputs[0], edit.Initializer("new", Tensor.Scalar(1f))]);

        Assert.Equal([Tensor("x", "N", 4), OnnxTypes.Write("new", new TensorType(ElementType.Float32, []))],
            Write(model with { Graph = edit.ToGraph() }).Graph.Input);
        Assert.Empty(diagnostics.All);
    }

    private static TensorProto Typed(Kind kind, double[] values)
    {
        var tensor = new TensorProto { Name = "w", DataType = (int)kind, Dims = { values.Length } };
        switch (kind)
        {
            case Kind.Float: tensor.FloatData.AddRange(values.Select(value => (float)value)); break;
            case Kind.Double: tensor.DoubleData.AddRange(values); break;
            case Kind.Int64: tensor.Int64Data.AddRange(values.Select(value => (long)value)); break;
            case Kind.Uint32 or Kind.Uint64: tensor.Uint64Data.AddRange(values.Select(value => (ulong)value)); break;
            case Kind.Float16: tensor.Int32Data.AddRange(values.Select(value => (int)BitConverter.HalfToUInt16Bits((Half)value))); break;
            case Kind.Bfloat16:
                tensor.Int32Data.AddRange(values.Select(value =>
                (int)(BitConverter.SingleToUInt32Bits((float)value) >> 16))); break;
            default: tensor.Int32Data.AddRange(values.Select(value => (int)value)); break;
        }

        return tensor;
    }
}

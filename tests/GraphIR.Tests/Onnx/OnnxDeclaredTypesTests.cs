using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>What a file declares of its values, where operators say otherwise.</summary>
public sealed class OnnxDeclaredTypesTests
{
    [Fact]
    public void AWrongTypeInBetweenIsForgottenAndSaidOnce()
    {
        var sink = new DiagnosticSink();
        var model = Read(With(Tensor("a", 7, 7)), sink);

        Assert.Equal("the types that the file declares of 1 values are wrong, 'a' first: declared f32[7,7], is f32[N,4]; they are ignored",
            Assert.Single(sink.All).Message);
        Assert.Null(model.Graph.ValueNamed("a")!.Declared);
    }

    [Fact]
    public void AnotherElementTypeIsWrongToo()
    {
        var (sink, declared) = (new DiagnosticSink(), Tensor("a", "N", 4));
        declared.Type.TensorType.ElemType = (int)TensorProto.Types.DataType.Int64;
        Read(With(declared), sink);

        Assert.Equal("DC1150", Assert.Single(sink.All).Descriptor.Code);
    }

    [Fact]
    public void ANameForAnAxisIsNotWrong()
    {
        var sink = new DiagnosticSink();
        Read(With(Tensor("a", "batch", 4)), sink);

        Assert.Empty(sink.All);
    }

    [Fact]
    public void WhatOperatorsMakeIsWrittenInItsPlace()
    {
        var model = Read(With(Tensor("a", 7, 7)), new DiagnosticSink());
        var rebuilt = model with { Graph = Graph.Create("g", model.Graph.Inputs, model.Graph.Nodes, model.Graph.Outputs, model.Graph.Initializers) };

        Assert.Equal(Tensor("a", "N", 4), Assert.Single(ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(rebuilt)).Graph.ValueInfo));
    }

    [Fact]
    public void AWrongTypeOfAnOutputIsRefused()
    {
        var model = Chain();
        model.Graph.Output[0] = Tensor("y", 7, 7);

        Assert.Equal("DC1026", Assert.Throws<DiagnosticException>(() => Read(model, new DiagnosticSink())).Diagnostic.Descriptor.Code);
    }

    private static ModelProto With(ValueInfoProto declared)
    {
        var model = Chain();
        model.Graph.ValueInfo.Add(declared);
        return model;
    }
}

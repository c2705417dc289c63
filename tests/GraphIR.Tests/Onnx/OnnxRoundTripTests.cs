using Google.Protobuf;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>What a file says survives, whether or not we understand it, and whether or not something beside it was changed.</summary>
public sealed class OnnxRoundTripTests
{
    [Fact]
    public void AnUntouchedModelIsTheSameBytes()
    {
        var bytes = OnnxEverything.Model().ToByteArray();

        Assert.Equal(bytes, OnnxWriter.ToBytes(OnnxReader.Read(bytes, new DiagnosticSink())));
    }

    [Fact]
    public void EveryFieldOfTheSampleIsSet() => Assert.Empty(OnnxEverything.FieldsNeverSet());

    [Fact]
    public void ARebuiltGraphKeepsEveryField()
    {
        var bytes = OnnxEverything.Model().ToByteArray();

        OnnxAssert.SameMessage(bytes, OnnxWriter.ToBytes(OnnxAssert.Rebuilt(OnnxReader.Read(bytes, new DiagnosticSink()))));
    }

    [Fact]
    public void WhatLiesAroundAChangeIsTheSame()
    {
        var before = OnnxEverything.Model();
        var after = Write(Redefined(Read(before), "changed"));

        var expected = before.Clone();
        var index = expected.Graph.Node.ToList().FindIndex(node => node.Output.Contains("changed"));
        expected.Graph.Node[index] = Node(before.Graph.Node[index].Name, "Changed", [.. before.Graph.Node[index].Input], ["changed"],
            domain: "test");
        Assert.Equal(expected, after);
    }

    [Fact]
    public void AChangedNodeIsSpelledInTheOpsetOfTheFile()
    {
        var model = Read(Model(
            [Tensor("x", "N", 2, 8, 8)],
            [Node("conv", "Conv", ["x", "w"], ["y"], Attribute("pads", 1, 1, 1, 1), Attribute("kernel_shape", 3, 3))],
            [Tensor("y")],
            Floats("w", 2, 2, 3, 3)));
        var conv = Assert.IsType<Conv>(model.Graph.Nodes[0].Op);
        var edit = model.Graph.Edit();
        edit.Redefine(model.Graph.Nodes[0].Output, conv with { Window = conv.Window with { Strides = [2, 2] } },
            model.Graph.Nodes[0].Inputs.AsSpan());

        var node = Assert.Single(Write(model with { Graph = edit.ToGraph() }).Graph.Node);

        Assert.Equal("Conv", node.OpType);
        Assert.Equal([2, 2], node.Attribute.Single(attribute => attribute.Name == "strides").Ints);
        Assert.Equal([1, 1, 1, 1], node.Attribute.Single(attribute => attribute.Name == "pads").Ints);
    }

    [Fact]
    public void AReroutedNodeKeepsAllButItsOperands()
    {
        var proto = Chain();
        WithUnknownField(proto.Graph.Node[1]).DocString = "kept";
        var model = Read(proto);
        var edit = model.Graph.Edit();
        edit.Replace(model.Graph.ValueNamed("a")!, model.Graph.Inputs[0]);

        var node = Assert.Single(Write(model with { Graph = edit.ToGraph() }).Graph.Node);

        proto.Graph.Node[1].Input[0] = "x";
        Assert.Equal(proto.Graph.Node[1], node);
    }

    [Fact]
    public void AnOutputThatBecameAnotherValueGetsItsNameByIdentity()
    {
        var model = Read(Chain());
        var edit = model.Graph.Edit();
        edit.Replace(model.Graph.ValueNamed("y")!, model.Graph.Inputs[0]);

        var graph = Write(model with { Graph = edit.ToGraph() }).Graph;

        Assert.Equal(Node("y/Identity", "Identity", ["x"], ["y"]), Assert.Single(graph.Node));
        Assert.Equal([Tensor("y", "N", 4)], graph.Output);
    }

    [Fact]
    public void OneValueUnderTwoOutputNamesIsComputedOnce()
    {
        var model = Read(
            Model([Tensor("x", "N", 4)], [Node("r", "Relu", ["x"], ["a"]), Node("i", "Relu", ["a"], ["b"])],
                [Tensor("a", "N", 4), Tensor("b", "N", 4)]));
        var edit = model.Graph.Edit();
        edit.Replace(model.Graph.ValueNamed("b")!, model.Graph.ValueNamed("a")!);

        var graph = Write(model with { Graph = edit.ToGraph() }).Graph;

        Assert.Equal([Node("r", "Relu", ["x"], ["a"]), Node("b/Identity", "Identity", ["a"], ["b"])], graph.Node);
        Assert.Equal(["a", "b"], graph.Output.Select(output => output.Name));
    }

    [Fact]
    public void OperandsAndResultsThatAreLeftOutStayLeftOut()
    {
        var proto = Model(
            [Tensor("x", "N", 4)],
            [Node("odd", "Odd", ["", "x", ""], ["", "a", ""], domain: "test"), Node("r", "Relu", ["a"], ["y"])],
            [Tensor("y", "N", 4)]);
        var model = Read(proto);

        Assert.Equal([null, "x", null], model.Graph.Nodes[0].Inputs.Select(value => value?.Hint));
        Assert.Equal(proto.Graph.Node[0], Write(Redefined(model, "y")).Graph.Node[0]);
    }

    [Fact]
    public void NodesWithoutNamesAndWithEqualNamesAreToldApartAndWrittenAsTheyWere()
    {
        var proto = Model(
            [Tensor("x", "N", 4)],
            [Node("", "Relu", ["x"], ["a"]), Node("same", "Relu", ["a"], ["b"]), Node("same", "Relu", ["b"], ["c"]),
                Node("last", "Relu", ["c"], ["y"])],
            [Tensor("y", "N", 4)]);
        var model = Read(proto);

        Assert.Equal(["a", "same", "same.2", "last"], model.Graph.Nodes.Select(node => node.Name));
        Assert.Equal(proto.Graph.Node.Take(3), Write(Redefined(model, "y")).Graph.Node.Take(3));
    }

    [Fact]
    public void ValuesThatAreNoTensorsAreCarried()
    {
        var sequence = new ValueInfoProto
        {
            Name = "s",
            Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence { ElemType = Tensor("", 2).Type } }
        };
        var proto = Model([sequence, Tensor("x", "N", 4)], [Node("at", "SequenceAt", ["s", "x"], ["a"]), Node("r", "Relu", ["a"], ["y"])],
            [Tensor("y", "N", 4)]);
        var model = Read(proto);

        Assert.Null(model.Graph.TypeOf(model.Graph.Inputs[0]));
        Assert.Equal(proto.Graph.Input, Write(Redefined(model, "y")).Graph.Input);
    }

    [Fact]
    public void DynamicAxesKeepTheirNames()
    {
        var model = Read(Chain());

        Assert.Equal("f32[N,4]", model.Graph.TypeOf(model.Graph.ValueNamed("y")!)!.ToString());
        Assert.Equal("N", Write(Redefined(model, "a")).Graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam);
    }

    [Fact]
    public void ACallOfAFunctionOfTheModelIsNotTakenForTheOperatorOfThatName()
    {
        var proto = Chain();
        proto.Functions.Add(
            new FunctionProto { Name = "Relu", Domain = "", Input = { "i" }, Output = { "o" }, Node = { Node("n", "Abs", ["i"], ["o"]) } });
        var model = Read(proto);

        Assert.All(model.Graph.Nodes, node => Assert.IsType<Opaque>(node.Op));
        Assert.Equal(proto.Functions, Write(Redefined(model, "a")).Functions);
    }

    [Fact]
    public void ConstantNodesThatConfigureANodeComeBackWhenSomethingElseWasChanged()
    {
        var minimum = new AttributeProto { Name = "value", T = Floats("", []), Type = AttributeProto.Types.AttributeType.Tensor };
        var maximum = new AttributeProto { Name = "value_float", F = 6, Type = AttributeProto.Types.AttributeType.Float };
        var proto = Model(
            [Tensor("x", "N", 4)],
            [
                Node("low", "Constant", [], ["lo"], minimum), Node("high", "Constant", [], ["hi"], maximum),
                Node("clip", "Clip", ["x", "lo", "hi"], ["a"]), Node("last", "Relu", ["a"], ["y"]),
            ],
            [Tensor("y", "N", 4)]);

        var graph = Write(Redefined(Read(proto), "y")).Graph;

        Assert.Equal(proto.Graph.Node[2], graph.Node.Single(node => node.OpType == "Clip"));
        Assert.Equal(["hi", "lo"], graph.Node.Where(node => node.OpType == "Constant").Select(node => node.Output[0]).Order());
    }

    [Fact]
    public void AStatedTypeThatNoLongerHoldsIsLeftOut()
    {
        var proto = Model(
            [Tensor("x", "N", 2, 8, 8)],
            [
                Node("one", "Conv", ["x", "w"], ["a"], Attribute("kernel_shape", 1, 1)),
                Node("two", "Relu", ["a"], ["b"]),
                Node("pool", "GlobalAveragePool", ["b"], ["y"]),
            ],
            [Tensor("y", "N", 2, 1, 1)],
            Floats("w", 2, 2, 1, 1));
        proto.Graph.ValueInfo.AddRange([Tensor("a", "N", 2, 8, 8), Tensor("b", "N", 2, 8, 8)]);
        var model = Read(proto);
        var conv = (Conv)model.Graph.Nodes[0].Op;
        var edit = model.Graph.Edit();
        edit.Redefine(
            model.Graph.ValueNamed("a")!, conv with { Window = conv.Window with { Strides = [2, 2] } }, model.Graph.Nodes[0].Inputs.AsSpan());

        Assert.Empty(Write(model with { Graph = edit.ToGraph() }).Graph.ValueInfo);
        Assert.Equal(proto.Graph.ValueInfo, Write(Redefined(model, "y")).Graph.ValueInfo);
    }

    [Fact]
    public void ANewValueIsNotNamedLikeSomethingInsideASubgraph()
    {
        var model = Read(Branching());
        var edit = model.Graph.Edit();
        var local = edit.Define("local", new Opaque("New", "test"), [model.Graph.Inputs[0]]);
        edit.Redefine(model.Graph.ValueNamed("a")!, new Opaque("Changed", "test"), [local]);

        var graph = Write(model with { Graph = edit.ToGraph() }).Graph;

        Assert.Equal(["local.2"], graph.Node.Single(node => node.OpType == "New").Output);
    }
}

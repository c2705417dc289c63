using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Control flow is carried: the graphs inside a node are not understood, but what they read from outside is.</summary>
public sealed class OnnxSubgraphTests
{
    [Fact]
    public void WhatASubgraphReadsIsAnOperandBehindTheWrittenOnes()
    {
        var graph = Read(Branching()).Graph;
        var branch = graph.Nodes.Single(node => node.Name == "branch");

        Assert.Equal(["c", "c", "a", "w"], branch.Inputs.Select(value => value!.Hint));
        Assert.Equal([true, true, true, true], branch.Inputs.Select(value => value!.IsPinned));
        Assert.Equal(1, Assert.IsType<Opaque>(branch.Op).WrittenOperands);
        Assert.Equal("w", Assert.Single(graph.Initializers).Key.Hint);
    }

    [Fact]
    public void ARedefinedValueIsReadInsideUnderItsName()
    {
        var before = Branching();

        var graph = Write(Redefined(Read(before), "a")).Graph;

        Assert.Equal([Node("first", "Changed", ["x"], ["a"], domain: "test"), before.Graph.Node[1]], graph.Node);
        Assert.Equal(before.Graph.Initializer, graph.Initializer);
    }

    [Fact]
    public void AReplacedValueKeepsItsNameForTheGraphsInside()
    {
        var before = Branching();
        var model = Read(before);
        var edit = model.Graph.Edit();
        var other = edit.Define("other", new Opaque("New", "test"), [model.Graph.Inputs[0]]);
        edit.Replace(model.Graph.ValueNamed("a")!, other);

        var after = Write(model with { Graph = edit.ToGraph() });

        Assert.Equal(
            [Node("other", "New", ["x"], ["other"], domain: "test"), Node("a/Identity", "Identity", ["other"], ["a"]),
                before.Graph.Node[1]], after.Graph.Node);
        Assert.Equal(["c", "c", "a", "w"], Read(after).Graph.Nodes[^1].Inputs.Select(value => value!.Hint));
    }

    [Fact]
    public void AReplacedInitializerKeepsItsNameForTheGraphsInside()
    {
        var model = Read(Branching());
        var edit = model.Graph.Edit();
        edit.Replace(model.Graph.ValueNamed("w")!, edit.Initializer("better", Tensor.Create<float>([4], [1, 2, 3, 4])));

        var graph = Write(model with { Graph = edit.ToGraph() }).Graph;

        Assert.Equal(["better"], graph.Initializer.Select(tensor => tensor.Name));
        Assert.Contains(Node("w/Identity", "Identity", ["better"], ["w"]), graph.Node);
    }

    [Fact]
    public void AResultThatNobodyReadsAnyMoreYieldsItsName()
    {
        var before = Branching();
        before.Graph.Node[0] = Node("first", "Two", ["x"], ["a", "rest"], domain: "test");
        before.Graph.Output.Add(Tensor("rest", "N", 4));
        var model = Read(before);
        var edit = model.Graph.Edit();
        edit.Replace(model.Graph.ValueNamed("a")!, model.Graph.Inputs[0]);

        var graph = Write(model with { Graph = edit.ToGraph() }).Graph;

        Assert.Equal(
            [Node("first", "Two", ["x"], ["a.2", "rest"], domain: "test"), Node("a/Identity", "Identity", ["x"], ["a"]),
                before.Graph.Node[1]], graph.Node);
    }

    [Fact]
    public void NamesThatAreDefinedInsideAreNotCaptured() =>
        Assert.Equal(["c", "a", "w"], Subgraphs.Captures(Branching().Graph.Node[1]).ToArray());

    [Fact]
    public void AnOutputOfASubgraphMayBeAValueFromOutside()
    {
        var body = Graph("then", [], [], [Tensor("x")]);
        var proto = Model(
            [Tensor("x", "N", 4), Typed("c", TensorProto.Types.DataType.Bool)],
            [Node("branch", "If", ["c"], ["y"], Attribute("then_branch", body), Attribute("else_branch", body.Clone()))],
            [Tensor("y", "N", 4)]);

        Assert.Equal(["c", "x"], Read(proto).Graph.Nodes[0].Inputs.Select(value => value!.Hint));
    }

    [Fact]
    public void AValueThatGainsAnotherNameInsideAndAnOutputNameIsNamedOnce()
    {
        var before = Branching();
        before.Graph.Output.Add(Tensor("a", "N", 4));
        var model = Read(before);
        var edit = model.Graph.Edit();
        edit.Replace(model.Graph.ValueNamed("a")!, model.Graph.Inputs[0]);

        var graph = Write(model with { Graph = edit.ToGraph() }).Graph;

        Assert.Equal(["Identity", "If"], graph.Node.Select(node => node.OpType));
        Assert.Equal(["y", "a"], graph.Output.Select(output => output.Name));
    }

    [Fact]
    public void AnEngineGetsControlFlowFromTheGraphAlone()
    {
        var before = Branching();
        before.OpsetImport[0].Version = 13;
        before.Functions.Add(new FunctionProto { Name = "F", Domain = "test" });

        var file = ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(Redefined(Read(before), "a").Graph));

        Assert.Equal(13, file.OpsetImport[0].Version);
        Assert.Equal(before.Functions, file.Functions);
        Assert.Equal(before.Graph.Node[1], file.Graph.Node[1]);
    }

    [Fact]
    public void ScalesAndZeroPointsOfAnAnnotationSurvive()
    {
        var before = Chain();
        before.Graph.Initializer.Add(Floats("scale", 1));
        before.Graph.QuantizationAnnotation.Add(new TensorAnnotation
        {
            TensorName = "a",
            QuantParameterTensorNames = { new StringStringEntryProto { Key = "SCALE_TENSOR", Value = "scale" } },
        });

        var after = Write(Redefined(Read(before), "y"));

        Assert.Equal(before.Graph.QuantizationAnnotation, after.Graph.QuantizationAnnotation);
        Assert.Equal(before.Graph.Initializer, after.Graph.Initializer);
    }
}

using DepthCompress.Passes;
using DepthCompress.Runtime.Ort;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>What other compilers lost of a file that they changed: functions, names, documentation, axes that may vary, branches.</summary>
public sealed class PeersFilesTests
{
    private static readonly AttributeProto OneByOne = Attribute("kernel_shape", 1, 1);

    /// <summary>onnxsim #320: the functions of a model stay, and their calls are no dead ends.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void FunctionsOfTheModelStay()
    {
        var before = Foldable(Node("call", "Turned", ["c"], ["y"], domain: "local"));
        before.OpsetImport.Add(new OperatorSetIdProto { Domain = "local", Version = 1 });
        before.Functions.Add(new FunctionProto
        {
            Name = "Turned",
            Domain = "local",
            Input = { "i" },
            Output = { "o" },
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } },
            Node = { Node("n", "Neg", ["i"], ["p"]), Node("r", "Relu", ["p"], ["o"]) },
        });

        var after = Optimized(before);

        Assert.Equal(before.Functions, after.Functions);
        Assert.Equal(before.OpsetImport, after.OpsetImport);
        Assert.Equal(["Conv", "Turned"], after.Graph.Node.Select(node => node.OpType));
        Assert.Equal(before.Graph.Node[^1], after.Graph.Node[^1]);
    }

    /// <summary>
    /// OnnxSlim #38, onnxsim #428: properties and documentation of the model, of its graph, its inputs and outputs, and of every node that is
    /// still there.
    /// </summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void PropertiesAndDocumentationStay()
    {
        var before = Foldable(Node("last", "Relu", ["c"], ["y"]));
        before.MetadataProps.Add(new StringStringEntryProto { Key = "classes", Value = "cat,dog" });
        (before.DocString, before.Domain, before.ModelVersion, before.ProducerVersion) = ("of the model", "org.example", 7, "1.2");
        (before.Graph.DocString, before.Graph.Input[0].DocString, before.Graph.Output[0].DocString) = ("graph", "in", "out");
        before.Graph.Node[^1].DocString = "of a node";
        before.Graph.Node[^1].MetadataProps.Add(new StringStringEntryProto { Key = "namespace", Value = "a/b" });

        var after = Optimized(before);

        Assert.Equal(before.MetadataProps, after.MetadataProps);
        Assert.Equal((before.DocString, before.Domain, before.ModelVersion, before.IrVersion), (after.DocString, after.Domain, after.ModelVersion, after.IrVersion));
        Assert.Equal((before.ProducerName, before.ProducerVersion), (after.ProducerName, after.ProducerVersion));
        Assert.Equal(before.Graph.DocString, after.Graph.DocString);
        Assert.Equal(before.Graph.Input, after.Graph.Input);
        Assert.Equal(before.Graph.Output, after.Graph.Output);
        Assert.Equal(before.Graph.Node[^1], after.Graph.Node[^1]);
    }

    /// <summary>onnxsim #269, #234: a node that something was folded into keeps its name, and names stay different.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void NodesKeepTheirNames()
    {
        var before = Foldable(Node("first", "Relu", ["c"], ["d"]), Node("", "Neg", ["d"], ["e"]), Node("last", "Relu", ["e"], ["y"]));

        var after = Optimized(before);

        Assert.Equal(["conv", "first", "", "last"], after.Graph.Node.Select(node => node.Name));
        Assert.Equal(["c", "d", "e", "y"], after.Graph.Node.SelectMany(node => node.Output));
    }

    /// <summary>onnx #2613, #3258: what a fold makes is not called like something that the file has already.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void NewNamesMeetNoOldOnes()
    {
        var before = Foldable(Node("c.weight", "Mul", ["c", "c.weight"], ["d"]), Node("c.bias", "Add", ["d", "c.bias"], ["e"]), Node("last", "Relu", ["e"], ["y"]));
        before.Graph.Initializer.AddRange([Floats("c.weight", 1, 1, 3, 3), Floats("c.bias", 3, 3)]);

        var after = Optimized(before).Graph;

        Assert.Equal(["Conv", "Mul", "Add", "Relu"], after.Node.Select(node => node.OpType));
        Assert.Equal(4, after.Initializer.Select(tensor => tensor.Name).Distinct().Count());
        Assert.Equal(before.Graph.Node.Skip(2), after.Node.Skip(1));
    }

    /// <summary>onnxsim #101, #299: names of inputs and outputs, and axes that may vary, by their names.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void InterfacesStay()
    {
        var before = Foldable(Node("last", "Identity", ["c"], ["y"]));
        before.Graph.Input[0].Type.TensorType.Shape.Dim[2].DimParam = "height";
        before.Graph.Output[0].Type.TensorType.Shape.Dim[2].DimParam = "height";

        var after = Optimized(before);

        Assert.Equal(before.Graph.Input, after.Graph.Input);
        Assert.Equal(before.Graph.Output, after.Graph.Output);
        Assert.Equal(["y"], Assert.Single(after.Graph.Node).Output);
    }

    /// <summary>transformers.js #811, OnnxSlim's fork #28: two decoders in half precision behind one choice, with weights that both read.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void BranchesKeepWhatTheyHoldAndRead()
    {
        var before = Foldable(Node("half", "Cast", ["c"], ["h"], new AttributeProto { Name = "to", I = 10, Type = AttributeProto.Types.AttributeType.Int }),
            Node("choice", "If", ["flag"], ["z"], Attribute("then_branch", Branch("then", "Mul")), Attribute("else_branch", Branch("else", "Add"))),
            Node("whole", "Cast", ["z"], ["y"], new AttributeProto { Name = "to", I = 1, Type = AttributeProto.Types.AttributeType.Int }));
        before.Graph.Input.Add(Typed("flag", TensorProto.Types.DataType.Bool));
        before.Graph.Input[1].Type.TensorType.Shape = new TensorShapeProto();
        before.Graph.Initializer.Add(Raw("tied", TensorProto.Types.DataType.Float16, [0, 0x3C, 0, 0x40, 0, 0x44, 0, 0x48], 1, 4, 1, 1));

        var after = Optimized(before);

        Assert.Equal(["Conv", "Cast", "If", "Cast"], after.Graph.Node.Select(node => node.OpType));
        Assert.Equal(before.Graph.Node[^2], after.Graph.Node[^2]);
        Assert.Equal(before.Graph.Initializer[^1], Assert.Single(after.Graph.Initializer, tensor => tensor.Name == "tied"));
    }

    /// <summary>A branch with a weight of its own and one from outside.</summary>
    private static GraphProto Branch(string name, string type) => Graph(name, [],
        [Node("", type, ["h", "tied"], [$"{name}_a"]), Node("", type, [$"{name}_a", $"{name}_own"], [$"{name}_y"])],
        [Typed($"{name}_y", TensorProto.Types.DataType.Float16)],
        Raw($"{name}_own", TensorProto.Types.DataType.Float16, [0, 0x3C], 1));

    /// <summary>x → Conv → BatchNormalization → c and what follows, to y.</summary>
    private static ModelProto Foldable(params NodeProto[] behind) => Model(
        [Tensor("x", "N", 2, 3, 3)],
        [
            Node("conv", "Conv", ["x", "w"], ["a"], OneByOne), Node("norm", "BatchNormalization", ["a", "s", "s", "s", "v"], ["c"]), .. behind,
        ],
        [Tensor("y", "N", 4, 3, 3)],
        Floats("w", 4, 2, 1, 1), Floats("s", 4), Raw("v", TensorProto.Types.DataType.Float, [.. Enumerable.Repeat(BitConverter.GetBytes(2f), 4).SelectMany(b => b)], 4));

    /// <summary>The file behind the lossless pipeline; what it computes has not changed.</summary>
    private static ModelProto Optimized(ModelProto before)
    {
        var model = Read(before);
        var context = new PassContext(new DiagnosticSink(), new OrtExecutor());
        var after = Write(model with { Graph = Pipelines.Optimize.Run(model.Graph, context, new VerifyObserver(), new EquivalenceObserver()) });

        var again = Read(after).Graph;
        var report = new EquivalenceCheck(new OrtExecutor()).Compare(model.Graph, again, new RandomInputs { Batch = 2, Seed = 3 }.For(model.Graph));
        Assert.True(report.Passed, string.Join('\n', report.Failures.Select(failure => failure.Message)));
        return after;
    }
}

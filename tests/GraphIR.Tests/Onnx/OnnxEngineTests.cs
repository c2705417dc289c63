using DepthCompress.Runtime.Ort;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>What is written runs, and computes what was read.</summary>
public sealed class OnnxEngineTests
{
    private static readonly Tensor Input = Tensor.Create<float>([2, 4], [-1, 2, -3, 4, 5, -6, 7, -8]);

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(true, new float[] { 0, 3, 2, 7, 5, 1, 9, 3 })]
    [InlineData(false, new float[] { 0, 2, 0, 4, 5, 0, 7, 0 })]
    public void ControlFlowReadsWhatItCaptured(bool condition, float[] expected) =>
        Assert.Equal(expected, Run(Read(Branching()), condition));

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(true, new float[] { -1, 3, -1, 7, 5, -5, 9, -5 })]
    [InlineData(false, new float[] { 0, 2, 0, 4, 5, 0, 7, 0 })]
    public void ControlFlowReadsWhatReplacedItsCapture(bool condition, float[] expected)
    {
        var model = Read(Branching());
        var edit = model.Graph.Edit();
        edit.Replace(model.Graph.ValueNamed("a")!, model.Graph.Inputs[0]);

        Assert.Equal(expected, Run(model with { Graph = edit.ToGraph() }, condition));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ACapturedValueCanBeFetched()
    {
        var graph = Read(Branching()).Graph;
        using var session = new OrtExecutor().Open(graph, [graph.ValueNamed("a")!, graph.ValueNamed("y")!]);

        Assert.Equal([0f, 2, 0, 4, 5, 0, 7, 0], session.Run(Input, Tensor.Scalar(false))[0].AsSpan<float>().ToArray());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ConstantsThatConfigureANodeAreWrittenForTheEngine()
    {
        var minimum = new AttributeProto { Name = "value", T = Floats("", []), Type = AttributeProto.Types.AttributeType.Tensor };
        var maximum = Raw("hi", TensorProto.Types.DataType.Float, BitConverter.GetBytes(3f));
        var model = Read(Model(
            [Tensor("x", "N", 4)],
            [Node("low", "Constant", [], ["lo"], minimum), Node("clip", "Clip", ["x", "lo", "hi"], ["a"]), Node("last", "Neg", ["a"], ["y"])],
            [Tensor("y", "N", 4)],
            maximum));
        var rebuilt = OnnxAssert.Rebuilt(model);
        float[] expected = [0, -2, 0, -3, -3, 0, -3, 0];

        Assert.Equal(expected, Run(model));
        Assert.Equal(expected, Run(rebuilt));
        Assert.Equal(expected, Run(OnnxReader.Read(OnnxWriter.ToBytes(rebuilt), new DiagnosticSink())));
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(3)]
    [InlineData(8)]
    public void DefaultsOfInputsAreConstantsForTheEngine(int version)
    {
        var proto = Model([Tensor("x", "N", 4), Tensor("w", 4)], [Node("add", "Add", ["x", "w"], ["y"])], [Tensor("y", "N", 4)], Floats("w", 4));
        proto.IrVersion = version;

        Assert.Equal([-1f, 3, -1, 7, 5, -5, 9, -5], Run(Read(proto)));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ASparseInitializerReachesTheEngine()
    {
        var indices = Raw("", TensorProto.Types.DataType.Int64, [.. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(3L)], 2);
        var proto = Model([Tensor("x", "N", 4)], [Node("add", "Add", ["x", "w"], ["y"])], [Tensor("y", "N", 4)]);
        proto.Graph.SparseInitializer.Add(new SparseTensorProto { Values = Floats("w", 2), Indices = indices, Dims = { 4 } });

        Assert.Equal([-1f, 2, -3, 5, 5, -6, 7, -7], Run(Read(proto)));
    }

    private static float[] Run(Model model, bool? condition = null)
    {
        Tensor[] inputs = condition is { } chosen ? [Input, Tensor.Scalar(chosen)] : [Input];
        return new OrtExecutor().Run(model.Graph, inputs)[0].AsSpan<float>().ToArray();
    }
}

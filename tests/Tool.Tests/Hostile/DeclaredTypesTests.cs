using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>Models that say of their values what their operators do not make.</summary>
public sealed class DeclaredTypesTests : IDisposable
{
    private readonly CommandLine line = new();

    public void Dispose() => line.Dispose();

    /// <summary>The shape of the result is known only once two constants are joined; the file says another.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void WhatOnlyAPassBringsToLightIsTheModelsFault()
    {
        Value Declared(string name, params ReadOnlySpan<Dim> shape) => new(name, new TensorType(ElementType.Float32, [.. shape]));
        var (input, two, six, shape, result) = (Declared("input", 12), new Value("two"), new Value("six"), new Value("shape"), Declared("result", 3, 4));
        var graph = Graph.Create("g", [input],
            [
                new Node { Name = "join", Op = new Concat { Axis = 0 }, Inputs = [two, six], Outputs = [shape] },
                new Node { Name = "reshape", Op = new Reshape(), Inputs = [input, shape], Outputs = [result] },
            ],
            [new GraphOutput("result", result)],
            new Dictionary<Value, Tensor> { [two] = Tensor.Create<long>([1], [2]), [six] = Tensor.Create<long>([1], [6]) });
        line.Write("model.onnx", graph);

        Assert.Equal(ExitCode.BadInput, line.Run("optimize", line["model.onnx"], "-o", line["out.onnx"]));
        Assert.Contains("error DC1151: the types that the model declares contradict what its operators make, which shows after 'fold-constants': "
            + "output 'result' ", line.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(line["out.onnx"]));
    }
}

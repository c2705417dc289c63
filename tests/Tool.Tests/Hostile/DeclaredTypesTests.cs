using DepthCompress.GraphIR;
using DepthCompress.Passes;

namespace DepthCompress.Tool.Tests;

/// <summary>Whose fault it is when types contradict each other behind a pass: the model's where it declared what nobody could check.</summary>
public sealed class DeclaredTypesTests
{
    private readonly Value input = new("input", new TensorType(ElementType.Float32, [12]));

    [Fact]
    public void WhatOnlyAPassBringsToLightIsTheModelsFault()
    {
        var result = new Value("result", new TensorType(ElementType.Float32, [3, 4]));

        var refused = Assert.Throws<DiagnosticException>(() => After(Made(result, new Opaque("Foreign", "test")), Made(result, new Relu()))).Diagnostic;

        Assert.Equal("DC1151", refused.Descriptor.Code);
        Assert.Contains($"shows after '{new EliminateIdentity().Name}': ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("output 'result' is declared f32[3,4] and is f32[12]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatFollowsFromTheInputsIsOurs()
    {
        var result = new Value("result");

        Assert.Throws<CompilerBugException>(() => After(Made(result, new Relu()), Made(result, new Reshape { Target = Dims.Create([3, 4]) })));
    }

    private static void After(Graph before, Graph after) => new VerifyObserver().After(
        new EliminateIdentity(), before, after, new PassContext(new DiagnosticSink()));

    private Graph Made(Value result, Operator op) => Graph.Create("g", [input],
        [new Node { Name = "node", Op = op, Inputs = [input], Outputs = [result] }], [new GraphOutput("result", result)], new Dictionary<Value, Tensor>());
}

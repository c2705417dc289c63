namespace DepthCompress.GraphIR.Tests;

/// <summary>Each invariant, broken on purpose, is reported.</summary>
public sealed class GraphVerifierTests
{
    private readonly Value x = new("x", Type("f32[N,4]"));
    private readonly Value y = new("y");
    private readonly Value z = new("z");

    [Fact]
    public void ASoundGraphHasNoProblems() => Assert.Empty(Verify([x], [Relu("a", x, y)], [new("y", y)]));

    [Fact]
    public void AValueIsDefinedOnce() => Assert.Equal(
        ["node 'b': the graph does not hold together: %y is defined a second time"],
        Verify([x], [Relu("a", x, y), Relu("b", x, y)], [new("y", y)]));

    [Fact]
    public void AnInputIsNoConstant() => Assert.Equal(
        ["the graph does not hold together: %x is an input or a constant twice"],
        Problems(Graph.Assemble("g", [x], [Relu("a", x, y)], [new("y", y)], new Dictionary<Value, Tensor> { [x] = Tensor.Scalar(1f) })));

    [Fact]
    public void ANodeComesAfterWhatItReads() => Assert.Equal(
        ["node 'b': the graph does not hold together: %y is read before it is computed"],
        Verify([x], [Relu("b", y, z), Relu("a", x, y)], [new("z", z)]));

    [Fact]
    public void WhatIsReadIsDefined() => Assert.Equal(
        [
            "node 'a': the graph does not hold together: %z is read and defined nowhere",
            "the graph does not hold together: output 'w' is %w, which is defined nowhere",
        ],
        Verify([x], [Relu("a", z, y)], [new("y", y), new("w", new Value("w"))]));

    [Fact]
    public void NamesOfNodesAreUnique() => Assert.Equal(
        ["node 'a': the graph does not hold together: another node bears the same name"],
        Verify([x], [Relu("a", x, y), Relu("a", y, z)], [new("z", z)]));

    [Fact]
    public void NamesOfOutputsAreUnique() => Assert.Equal(
        ["the graph does not hold together: two outputs are called 'y'"],
        Verify([x], [Relu("a", x, y), Relu("b", y, z)], [new("y", y), new("y", z)]));

    [Fact]
    public void OperatorsAgreeWithTheirOperands() => Assert.Equal(
        ["node 'a': the graph does not hold together: [1] and [4] are not two matrices"],
        Problems(GraphParser.Parse("graph @g\n  in %x : f32[1]\n  in %w : f32[4]\n  %y = Gemm(%x, %w) @a\n  out %y")));

    [Fact]
    public void OutputsAreWhatTheyAreDeclared()
    {
        var declared = new Value("y", Type("f32[N,5]"));

        Assert.Equal(
            ["the graph does not hold together: output 'y' is declared f32[N,5] and is f32[N,4]"],
        Verify([x], [Relu("a", x, declared)], [new("y", declared)]));
    }

    [Fact]
    public void ADeclaredNameOfAnAxisContradictsNothing()
    {
        var declared = new Value("y", Type("f32[batch,C]"));

        Assert.Empty(Verify([x], [Relu("a", x, declared)], [new("y", declared)]));
    }

    [Fact]
    public void EveryNodeIsNeeded() => Assert.Equal(
        ["node 'b': the graph does not hold together: no output needs it"], Verify([x], [Relu("a", x, y), Relu("b", x, z)], [new("y", y)]));

    [Fact]
    public void ARewriteKeepsTheInterface()
    {
        var before = Graph.Create("g", [x], [Relu("a", x, y)], [new("y", y)], new Dictionary<Value, Tensor>());
        var other = new Value("x", Type("f32[1,4]"));
        var after = Graph.Create("g", [other], [Relu("a", other, y)], [new("y", y)], new Dictionary<Value, Tensor>());
        var renamed = Graph.Create("g", [x], [Relu("a", x, y)], [new("z", y)], new Dictionary<Value, Tensor>());

        Assert.Empty(GraphVerifier.VerifyInterface(before, before));
        Assert.Equal(
            [
                "the graph does not hold together: the inputs were %x and are %x",
                "the graph does not hold together: output 'y' was f32[N,4] and is f32[1,4]",
            ],
            GraphVerifier.VerifyInterface(before, after).Select(problem => problem.Message));
        Assert.Equal(
            ["the graph does not hold together: the outputs were y and are z"],
            GraphVerifier.VerifyInterface(before, renamed).Select(problem => problem.Message));
    }

    private static TensorType Type(string text) => GraphParser.Parse($"graph @t\n  in %x : {text}\n  out %x").Inputs[0].Declared!;

    private static Node Relu(string name, Value from, Value to) => new() { Name = name, Op = new Relu(), Inputs = [from], Outputs = [to] };

    private static IEnumerable<string> Verify(ImmutableArray<Value> inputs, ImmutableArray<Node> nodes,
        ImmutableArray<GraphOutput> outputs) =>
        Problems(Graph.Assemble("g", inputs, nodes, outputs, new Dictionary<Value, Tensor>()));

    private static IEnumerable<string> Problems(Graph graph) =>
        GraphVerifier.Verify(graph).Select(problem => $"{(problem.Node is null ? "" : $"node '{problem.Node}': ")}{problem.Message}");
}

namespace DepthCompress.GraphIR.Tests;

public sealed class GraphEditorTests
{
    private const string Chain = """
        graph @chain
          in %x : f32[N,4]
          const %w : f32[4,4]
          %a = Gemm(%x, %w) : f32[N,4] @first
          %b = Relu(%a) : f32[N,4] @act
          %c = Gemm(%b, %w) : f32[N,4] @second
          out %c

        """;

    private readonly Graph graph = GraphParser.Parse(Chain);

    [Fact]
    public void ADraftThatChangedNothingIsTheSameGraph()
    {
        var edit = graph.Edit();

        Assert.False(edit.IsChanged);
        Assert.Same(graph, edit.ToGraph());
    }

    [Fact]
    public void RedefiningKeepsTheValueItsNameAndItsReaders()
    {
        var (first, act) = (Node("first"), Node("act"));
        var edit = graph.Edit();
        var scaled = edit.Initializer("b.weight", Tensor.Zeros(ElementType.Float32, [4, 4]));

        edit.Redefine(act.Output, new Gemm(), [first.Inputs[0], scaled], absorbed: [first, act]);
        var next = edit.ToGraph();

        GraphAssert.Sound(next);
        GraphAssert.Prints(
            """
            graph @chain
              in %x : f32[N,4]
              const %b.weight : f32[4,4]
              const %w : f32[4,4]
              %b = Gemm(%x, %b.weight) : f32[N,4] @first <- first, act
              %c = Gemm(%b, %w) : f32[N,4] @second
              out %c
            """,
            next);
        Assert.Same(Node("second"), next.Nodes[^1]);
        GraphAssert.Prints(Chain, graph);
    }

    [Fact]
    public void ReplacingSendsEveryReaderAndEveryOutputElsewhere()
    {
        var edit = graph.Edit();

        edit.Replace(Node("second").Output, Node("act").Output);
        var next = edit.ToGraph();

        GraphAssert.Sound(next);
        Assert.Equal(["first", "act"], next.Nodes.Select(node => node.Name));
        Assert.Equal("c", next.Outputs[0].Name);
        Assert.Same(Node("act").Output, next.Outputs[0].Value);
        Assert.Equal("c", next.NameOf(next.Outputs[0].Value));
    }

    [Fact]
    public void ReplacementsChain()
    {
        var edit = graph.Edit();

        edit.Replace(Node("act").Output, Node("first").Output);
        edit.Replace(Node("first").Output, graph.Inputs[0]);
        var next = edit.ToGraph();

        Assert.Equal(["%x", "%w"], next.Nodes.Single().Inputs.Select(input => $"{input}"));
    }

    [Fact]
    public void NoValueTakesItsOwnPlace()
    {
        var edit = graph.Edit();
        edit.Replace(Node("act").Output, Node("first").Output);

        Assert.Throws<ArgumentException>(() => edit.Replace(Node("second").Output, Node("second").Output));
        Assert.Throws<ArgumentException>(() => edit.Replace(Node("first").Output, Node("act").Output));
    }

    [Fact]
    public void WhatADraftTouchedIsHiddenFromItsRules()
    {
        var edit = graph.Edit();
        edit.Redefine(Node("act").Output, new Tanh(), [Node("first").Output], absorbed: [Node("act")]);

        Assert.Null(edit.ProducerOf(Node("act").Output));
        Assert.Null(edit.ProducerOf(Node("second").Output));
        Assert.Same(Node("first"), edit.ProducerOf(Node("first").Output));
        Assert.Null(edit.ProducerOf(graph.Inputs[0]));
        Assert.True(edit.IsTouched(Node("act")));
    }

    [Fact]
    public void NamesThatAreTakenAreNumbered()
    {
        var edit = graph.Edit();
        var added = edit.Define("b", new Tanh(), [Node("act").Output]);
        var again = edit.Define("act", new Tanh(), [added]);
        edit.Redefine(Node("second").Output, new Add(), [again, added], absorbed: [Node("second")]);

        GraphAssert.Prints(
            """
            graph @chain
              in %x : f32[N,4]
              const %w : f32[4,4]
              %a = Gemm(%x, %w) : f32[N,4] @first
              %b = Relu(%a) : f32[N,4] @act
              %b.2 = Tanh(%b) : f32[N,4] @b
              %act = Tanh(%b.2) : f32[N,4] @act.2
              %c = Add(%act, %b.2) : f32[N,4] @second <- second
            """ + "\n  out %c",
            edit.ToGraph());
    }

    [Fact]
    public void OriginsAreThoseOfTheFile()
    {
        var edit = graph.Edit();
        edit.Redefine(Node("act").Output, new Tanh(), [graph.Inputs[0]], absorbed: [Node("first"), Node("act")]);
        var once = edit.ToGraph();
        edit = once.Edit();
        edit.Redefine(once.Outputs[0].Value, new Tanh(), [graph.Inputs[0]], absorbed: [once.Nodes[0], once.Nodes[1]]);

        var node = edit.ToGraph().Nodes.Single();

        Assert.Equal("first", node.Name);
        Assert.Equal<IEnumerable<string>>(["first", "act", "second"], node.Origin);
    }

    [Fact]
    public void AResultAmongSeveralIsNotRedefined()
    {
        var split = GraphParser.Parse("graph @s\n  in %x : f32[4]\n  %a, %b = Split(%x)\n  out %a, %b");

        var refusal = Assert.Throws<ArgumentException>(() => split.Edit().Redefine(split.Nodes[0].Output, new Relu(), [split.Inputs[0]]));

        Assert.StartsWith("Split @a has 2 results; only single results are redefined", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeepNetworksAreSortedVerifiedPrintedAndRead()
    {
        const int Depth = 10_000;
        var x = new Value("x", new TensorType(ElementType.Float32, [Dim.Named("N"), 4]));
        var nodes = new List<Node>();
        var last = x;
        for (var i = 0; i < Depth; i++)
        {
            var next = new Value($"v{i}");
            nodes.Add(new Node { Name = $"n{i}", Op = new Relu(), Inputs = [last], Outputs = [next] });
            last = next;
        }

        nodes.Reverse();
        var deep = Graph.Create("deep", [x], nodes, [new("y", last)], new Dictionary<Value, Tensor>());
        var edit = deep.Edit();
        foreach (var node in deep.Nodes.Where((_, i) => i % 2 == 0))
        {
            edit.Replace(node.Output, node.Inputs[0]!);
        }

        var half = edit.ToGraph();

        GraphAssert.Sound(deep);
        Assert.Equal(Depth, deep.Nodes.Length);
        Assert.Equal(Depth / 2, half.Nodes.Length);
        GraphAssert.Prints(GraphPrinter.Print(half), GraphParser.Parse(GraphPrinter.Print(half)));
        Assert.Equal(Depth, GraphDiff.Lines(deep, half).Count(line => line[0] == '-'));
    }

    private Node Node(string name) => graph.Nodes.Single(node => node.Name == name);
}

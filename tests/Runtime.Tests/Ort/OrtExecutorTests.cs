using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Tests.Ort;

public sealed class OrtExecutorTests
{
    private const string Net = """
        graph @net
          in %x : f32[N,1,2,2]
          const %w : f32[1,1,1,1] = [-2]
          const %c : f32[1] = [0.5]
          %y = Conv(%x, %w, %c) kernel_shape=[1,1] : f32[N,1,2,2] @conv
          %z = Relu(%y) : f32[N,1,2,2]
          out %z
          out %x as same
          out %c as constant
        """;

    private static readonly Graph Graph = GraphParser.Parse(Net);
    private static readonly Tensor Input = Tensor.Create<float>([1, 1, 2, 2], [1, -1, 0.25f, 2]);

    [NeedsFact(Need.OnnxRuntime)]
    public void OutputsComeInTheirOrder()
    {
        var results = new OrtExecutor().Run(Graph, Input);

        Assert.Equal([0, 2.5, 0, 0], results[0].ToDoubles());
        Assert.Equal(new TensorType(ElementType.Float32, [1, 1, 2, 2]), results[0].Type);
        Assert.Same(Input, results[1]);
        Assert.Equal([0.5], results[2].ToDoubles());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnyValueCanBeFetchedInAnyOrderAndTwice()
    {
        var conv = Graph.Nodes.Single(node => node.Name == "conv");
        using var session = new OrtExecutor().Open(Graph, [Graph.Outputs[0].Value, conv.Output, Graph.Inputs[0], conv.Output, conv.Inputs[1]!]);

        var results = session.Run(Input);

        Assert.Equal([0, 2.5, 0, 0], results[0].ToDoubles());
        Assert.Equal([-1.5, 2.5, 0, -3.5], results[1].ToDoubles());
        Assert.Same(Input, results[2]);
        Assert.Same(results[1], results[3]);
        Assert.Equal([-2], results[4].ToDoubles());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void NothingToComputeNeedsNoSession()
    {
        using var session = new OrtExecutor().Open(Graph, [Graph.Inputs[0]]);

        Assert.Same(Input, Assert.Single(session.Run(Input)));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ASessionRunsManyBatchesOfManySizes()
    {
        using var session = new OrtExecutor(new OrtSettings { Threads = 2, Optimization = OrtOptimization.None }).Open(Graph);
        for (var batch = 1; batch <= 3; batch++)
        {
            var count = batch;
            var input = Tensor.Build<float>([batch, 1, 2, 2], data => data.Fill(-count));

            var result = session.Run(input)[0];

            Assert.Equal([batch, 1, 2, 2], result.Shape.Span);
            Assert.All(result.ToDoubles(), value => Assert.Equal(2 * count + 0.5, value));
        }
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(OrtOptimization.None)]
    [InlineData(OrtOptimization.Basic)]
    [InlineData(OrtOptimization.Extended)]
    [InlineData(OrtOptimization.All)]
    public void EveryLevelComputesTheSame(OrtOptimization level) =>
        Assert.Equal([0, 2.5, 0, 0], new OrtExecutor(new OrtSettings { Optimization = level }).Run(Graph, Input)[0].ToDoubles());

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("f64")]
    [InlineData("f16")]
    [InlineData("i64")]
    [InlineData("i32")]
    [InlineData("i8")]
    [InlineData("u8")]
    [InlineData("bool")]
    public void EveryElementTypePasses(string element)
    {
        var type = ElementTypes.FromText(element)!.Value;
        var graph = GraphParser.Parse($"graph @g\n  in %x : {element}[4]\n  %y = ?Identity(%x) : {element}[4]\n  out %y");
        var input = Tensor.Borrow(type, [4], new byte[] { 1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1 }.AsMemory(0, (int)type.BytesFor(4)));

        Assert.True(input.ContentEquals(new OrtExecutor().Run(graph, input)[0]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatIsTooLargeForMemoryGoesThroughAFileAndLeavesNothing()
    {
        var graph = GraphParser.Parse("""
            graph @large
              in %x : f32[N,16,4,4]
              const %w : f32[16,16,3,3] = random(1)
              %y = Conv(%x, %w, _) kernel_shape=[3,3] pads=[1,1,1,1] : f32[N,16,4,4]
              out %y
            """);
        var input = Tensor.Build<float>([2, 16, 4, 4], data => data.Fill(0.5f));
        var before = Directory.GetDirectories(Path.GetTempPath(), "depthcompress-network-*").Length;

        using var session = new OrtExecutor { InMemoryLimit = 0 }.Open(graph);

        Assert.Equal(before, Directory.GetDirectories(Path.GetTempPath(), "depthcompress-network-*").Length);
        Assert.True(new OrtExecutor().Run(graph, input)[0].ContentEquals(session.Run(input)[0]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AForeignOperatorIsRefusedByName()
    {
        var graph = GraphParser.Parse("graph @g\n  in %x : f32[4]\n  %y = ?my.domain:Unheard(%x)\n  out %y");

        var problem = Assert.Throws<DiagnosticException>(() => new OrtExecutor().Open(graph)).Diagnostic;

        Assert.Equal("DC4003", problem.Descriptor.Code);
        Assert.Contains("Unheard", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WrongInputsAreRefusedBeforeTheEngineSeesThem()
    {
        using var session = new OrtExecutor().Open(Graph);

        Assert.Equal("'net' takes 1 inputs, not 2", Assert.Throws<DiagnosticException>(() => session.Run(Input, Input)).Message);
        Assert.Equal(
            "'net' takes f32[N,1,2,2] as 'x', not f32[1,1,2,3]",
            Assert.Throws<DiagnosticException>(() => session.Run(Tensor.Zeros(ElementType.Float32, [1, 1, 2, 3]))).Message);
        Assert.Equal(
            "'net' takes f32[N,1,2,2] as 'x', not f64[1,1,2,2]",
            Assert.Throws<DiagnosticException>(() => session.Run(Tensor.Zeros(ElementType.Float64, [1, 1, 2, 2]))).Message);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AFailureWhileRunningIsADiagnostic()
    {
        var graph = GraphParser.Parse("""
            graph @g
              in %x : f32[N]
              in %shape : i64[2]
              %y = ?Reshape(%x, %shape) : f32[A,B]
              out %y
            """);

        var problem = Assert.Throws<DiagnosticException>(
            () => new OrtExecutor().Run(graph, Tensor.Zeros(ElementType.Float32, [5]), Tensor.Create<long>([2], [2, 3]))).Diagnostic;

        Assert.Equal("DC4004", problem.Descriptor.Code);
        Assert.StartsWith("ONNX Runtime failed while running 'g': ", problem.Message, StringComparison.Ordinal);
    }
}

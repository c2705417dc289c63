using DepthCompress.GraphIR;
using DepthCompress.Passes.Relax;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Real networks go through the lossless pipeline.</summary>
public sealed class RealModelTests
{
    public static TheoryData<string> Models => [.. SharedFolder.ModelFiles().Select(Path.GetFileName).OfType<string>().DefaultIfEmpty("")];

    [NeedsTheory(Need.OnnxRuntime, Need.Models)]
    [MemberData(nameof(Models))]
    public void OptimizingLosesNothing(string model)
    {
        var sink = new DiagnosticSink();
        var read = OnnxReader.Read(SharedFolder.Model(model), sink);
        var graph = read.Graph;
        var executor = new OrtExecutor();

        var optimized = Pipelines.Optimize.Run(graph, new PassContext(sink, executor), new VerifyObserver());
        var after = OnnxReader.Read(OnnxWriter.ToBytes(read with { Graph = optimized }), sink).Graph;

        Assert.Equal(Operators(optimized), Operators(after));
        Assert.DoesNotContain(after.Nodes, node => node.Op is BatchNormalization && after.ProducerOf(node.Inputs[0]) is { Op: Conv });
        var report = new EquivalenceCheck(executor).Compare(graph, after, new RandomInputs { Extent = 64 }.For(graph));
        Assert.True(report.Passed, string.Join('\n', report.Failures.Select(failure => failure.Message)));
        Assert.Null(report.WhyNoReference);
    }

    /// <summary>There and back: normalization that is put behind every convolution changes nothing, and is folded again.</summary>
    [NeedsTheory(Need.OnnxRuntime, Need.Models)]
    [InlineData("resnet20_cifar10jpeg_folded.onnx")]
    [InlineData("vgg9_cifar10jpeg_folded.onnx")]
    [InlineData("mobilenetv2_035_cifar10jpeg_folded.onnx")]
    public void RestoringNormalizationLosesNothing(string model)
    {
        var context = new PassContext(new DiagnosticSink(), new OrtExecutor());
        var graph = Pipelines.Optimize.Run(OnnxReader.Read(SharedFolder.Model(model), context.Diagnostics).Graph, context);

        var restored = Pipeline.Create([new RestoreNormalization()]).Run(graph, context, new VerifyObserver(), new EquivalenceObserver());
        var folded = Pipelines.Optimize.Run(restored, context);

        Assert.Equal(graph.Nodes.Count(node => node.Op is Conv), restored.Nodes.Count(node => node.Op is BatchNormalization));
        Assert.Equal(Operators(graph), Operators(folded));
        var report = new EquivalenceCheck(context.Executor!).Compare(restored, folded, new RandomInputs { Batch = 2 }.For(graph));
        Assert.True(report.Passed, string.Join('\n', report.Failures.Select(failure => failure.Message)));
    }

    /// <summary>The chains that exporters leave behind, of sizes and of pad amounts, are gone.</summary>
    [NeedsFact(Need.OnnxRuntime, Need.Models)]
    public void ExportedShapeArithmeticDisappears()
    {
        var sink = new DiagnosticSink();
        var graph = OnnxReader.Read(SharedFolder.Model("resnet56_cifar10_bn.onnx"), sink).Graph;

        var after = Pipelines.Optimize.Run(graph, new PassContext(sink, new OrtExecutor()));

        Assert.Equal("Add 27, AveragePool 1, Conv 55, Flatten 1, Gemm 1, Pad 2, Relu 55, Slice 4", Operators(after));
        Assert.All(after.Nodes.Where(node => node.Op is Pad or Slice), node => Assert.Single(node.Inputs));
        Assert.Empty(sink.All);
    }

    private static string Operators(Graph graph) => string.Join(", ", graph.Nodes.GroupBy(node => node.Op.OpType)
        .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}"));
}

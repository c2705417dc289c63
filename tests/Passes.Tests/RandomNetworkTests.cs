using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Random networks go through every exact pipeline; every value that survives must be the same.</summary>
public sealed class RandomNetworkTests
{
    private const int Networks = 150;

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("normalize", false)]
    [InlineData("optimize", false)]
    [InlineData("optimize", true)]
    public void ExactPipelinesKeepEveryValue(string pipeline, bool half)
    {
        var context = new PassContext(new DiagnosticSink(), new OrtExecutor());
        var passes = Pipeline.Parse(pipeline, context.Diagnostics);
        var changed = 0;
        for (var seed = 1; seed <= (half ? Networks / 5 : Networks); seed++)
        {
            var graph = GraphGenerator.Create(seed, half);
            try
            {
                var after = passes.Run(graph, context, new VerifyObserver(), new EquivalenceObserver());
                Assert.Same(after, passes.Run(after, context));
                changed += ReferenceEquals(graph, after) ? 0 : 1;
            }
            catch (Exception exception) when (exception is DiagnosticException or CompilerBugException or Xunit.Sdk.SameException)
            {
                Assert.Fail($"{exception.Message}\n{GraphGenerator.Text(seed, half)}");
            }
        }

        Assert.InRange(changed, 5, Networks);
    }

    [Fact]
    public void FoldingLeavesNoBatchNormBehindAConvolutionOfItsOwn()
    {
        var context = new PassContext(new DiagnosticSink());
        for (var seed = 1; seed <= Networks; seed++)
        {
            var after = Pipelines.Optimize.Run(GraphGenerator.Create(seed), context);

            Assert.DoesNotContain(after.Nodes, node =>
                node.Op is BatchNormalization && after.ProducerOf(node.Inputs[0]) is { Op: Conv } conv
                    && after.IsOnlyUsedBy(conv.Output, node));
        }
    }

    /// <summary>Every operator alone: what it means to a pass is what it means to the engine.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ExactPipelinesKeepEveryOperatorExample()
    {
        var context = new PassContext(new DiagnosticSink(), new OrtExecutor());
        foreach (var example in OperatorExamples.All)
        {
            var observer = new EquivalenceObserver([example.Inputs]) { Random = new RandomInputs { Batch = 2, Extent = 2 } };
            try
            {
                Pipelines.Optimize.Run(example.Graph, context, new VerifyObserver(), observer);
            }
            catch (Exception exception) when (exception is DiagnosticException or CompilerBugException)
            {
                Assert.Fail($"{exception.Message}\n{example.Text}");
            }
        }
    }
}

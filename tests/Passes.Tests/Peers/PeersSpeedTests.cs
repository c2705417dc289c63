using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>
/// onnxsim #268, #347, Olive #787, Xilinx/onnx-mlir #876, onnxruntime #14080: fewer operators, and slower. What is rewritten without measuring
/// must not be able to cost anything: no rewrite of the lossless pipeline adds an operator or a multiplication to those that are there. What
/// could cost something is measured before it is taken (CompressorTests).
/// </summary>
public sealed class PeersSpeedTests
{
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(1)]
    [InlineData(101)]
    [InlineData(201)]
    [InlineData(301)]
    public void NothingIsAdded(int firstSeed)
    {
        var context = new PassContext(new DiagnosticSink(), new OrtExecutor(new OrtSettings { Threads = 1, Optimization = OrtOptimization.None }));
        foreach (var seed in Enumerable.Range(firstSeed, 16))
        {
            var graph = NetworkGenerator.Create(seed);
            var plain = Pipelines.Normalize.Run(graph, context);

            var after = Pipelines.Optimize.Run(graph, context);

            Assert.True(plain.Nodes.Length <= graph.Nodes.Length && after.Nodes.Length <= plain.Nodes.Length, $"operators of seed {seed}");
            Assert.True(Work(after) <= Work(plain), $"multiplications of seed {seed}: {Work(after)} instead of {Work(plain)}");
        }
    }

    /// <summary>Xilinx/onnx-mlir #861, #876: a pointwise convolution goes into the next one only where a plan says that this was measured.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ConvolutionsAreNotMergedUnasked()
    {
        var after = PeersCheck.Optimized("""
            graph @pointwise
              in %x : f32[N,3,7,7]
              const %w : f32[24,3,1,1] = random(1)
              const %d : f32[24,1,3,3] = random(2)
              const %k : f32[4,24,1,1] = random(3)
              %a = Conv(%x, %w) kernel_shape=[1,1]
              %b = Conv(%a, %d) kernel_shape=[3,3] group=24
              %y = Conv(%b, %k) kernel_shape=[1,1]
              out %y
            """);

        Assert.Equal("Conv Conv Conv", PeersCheck.Types(after));
    }

    private static long Work(Graph graph) => NetworkCost.MultiplyAccumulates(graph, 7);
}

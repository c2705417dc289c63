using DepthCompress.GraphIR;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Where a classifier's scores are.</summary>
public sealed class LogitsTests
{
    [Theory]
    [InlineData("%y = Gemm(%x, %w) transB=1", "y")]
    [InlineData("%z = Gemm(%x, %w) transB=1\n %y = Softmax(%z)", "z")]
    [InlineData("%z = Gemm(%x, %w) transB=1\n %y = Softmax(%z) axis=1", "z")]
    [InlineData("%z = Gemm(%x, %w) transB=1\n %s = Softmax(%z)\n %y = Identity(%s)", "z")]
    [InlineData("%z = Gemm(%x, %w) transB=1\n %y = Softmax(%z) axis=0", "y")]
    [InlineData("%z = Gemm(%x, %w) transB=1\n %s = Softmax(%z)\n %y = Relu(%s)", "y")]
    public void ASoftmaxOverTheClassesIsPassedBy(string nodes, string expected)
    {
        var graph = GraphParser.Parse($"graph @g\n in %x : f32[N,3]\n const %w : f32[2,3] = ones\n {nodes}\n out %y");
        Assert.Equal(expected, graph.NameOf(Logits.Of(graph)));
    }
}

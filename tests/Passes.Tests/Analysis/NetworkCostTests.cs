using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Tests;

public sealed class NetworkCostTests
{
    [Theory]
    [InlineData("in %x : f32[N,4,8,8]", "[6,4,3,3]", "Conv(%x, %w) kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]", 6 * 4 * 9 * 16)]
    [InlineData("in %x : f32[N,4,8,8]", "[8,1,3,3]", "Conv(%x, %w) kernel_shape=[3,3] pads=[1,1,1,1] group=4", 8 * 9 * 64)]
    [InlineData("in %x : f32[N,3,11]", "[2,3,4]", "Conv(%x, %w) kernel_shape=[4]", 2 * 3 * 4 * 8)]
    [InlineData("in %x : f32[1,2,4,5,6]", "[3,2,2,2,3]", "Conv(%x, %w) kernel_shape=[2,2,3]", 3 * 2 * 12 * 3 * 4 * 4)]
    [InlineData("in %x : f32[N,4,5,6]", "[4,3,3,3]", "ConvTranspose(%x, %w) kernel_shape=[3,3] strides=[2,2]", 4 * 3 * 9 * 30)]
    [InlineData("in %x : f32[N,6]", "[4,6]", "Gemm(%x, %w) transB=1", 24)]
    [InlineData("in %x : f32[N,5,6]", "[6,4]", "MatMul(%x, %w)", 5 * 24)]
    [InlineData("in %x : f32[N,4,8,8]", "[4,1,1]", "Mul(%x, %w)", 0)]
    public void EveryWeightIsUsedOncePerPosition(string input, string shape, string call, long expected)
    {
        var graph = GraphParser.Parse($"graph @g\n  {input}\n  const %w : f32{shape} = random(1)\n  %y = {call}\n  out %y");

        Assert.Equal(expected, NetworkCost.MultiplyAccumulates(graph));
    }

    [Fact]
    public void AxesKnownByNameCountAsAsked()
    {
        var graph = GraphParser.Parse(
            "graph @g\n  in %x : f32[N,4,H,W]\n  const %w : f32[6,4,3,3] = random(1)\n"
            + "  %y = Conv(%x, %w) kernel_shape=[3,3] pads=[1,1,1,1]\n  out %y");

        Assert.Equal(216, NetworkCost.MultiplyAccumulates(graph));
        Assert.Equal(216 * 100, NetworkCost.MultiplyAccumulates(graph, unknown: 10));
    }

    [Fact]
    public void ABlockAddsUp()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Transition(net.Relu(net.Conv("%x", 4)), 6), classes: 3));

        Assert.Equal((144 * 64) + (216 * 16) + (324 * 16) + (24 * 16) + 18, NetworkCost.MultiplyAccumulates(graph));
        Assert.Equal(144 + 4 + 216 + 6 + 324 + 6 + 24 + 6 + 18 + 3, NetworkCost.Parameters(graph));
        Assert.Equal(3, NetworkCost.Depth(graph));
    }

    [Fact]
    public void IntegersAreNoParameters()
    {
        var graph = GraphParser.Parse(
            "graph @g\n  in %x : f32[4,2]\n  const %i : i64[3] = [0,2,1]\n  %y = Gather(%x, %i) axis=0\n  out %y");

        Assert.Equal(0, NetworkCost.Parameters(graph));
        Assert.Equal(0, NetworkCost.Depth(graph));
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Tests;

/// <summary>Where the one convolution that stands for a segment must lie.</summary>
public sealed class SegmentGeometryTests
{
    [Theory]
    [InlineData("kernel_shape=[3,3] pads=[1,1,1,1]", "[4,4,3,3]", 1, "[0,0,0,0]")]
    [InlineData("kernel_shape=[3,3] pads=[1,1,1,1]", "[4,4,3,3]", 3, "[1,1,1,1]")]
    [InlineData("kernel_shape=[3,3] pads=[1,1,1,1]", "[4,4,3,3]", 5, "[2,2,2,2]")]
    [InlineData("kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]", "[4,4,3,3]", 1, "[0,0,0,0]")]
    [InlineData("kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]", "[4,4,3,3]", 5, "[2,2,2,2]")]
    [InlineData("kernel_shape=[3,3] strides=[2,2] pads=[0,0,1,1]", "[4,4,3,3]", 1, null)]
    [InlineData("kernel_shape=[3,3] strides=[2,2] pads=[0,0,1,1]", "[4,4,3,3]", 3, "[0,0,1,1]")]
    [InlineData("kernel_shape=[3,3] strides=[2,2] pads=[0,0,1,1]", "[4,4,3,3]", 5, "[1,1,2,2]")]
    [InlineData("kernel_shape=[3,3] dilations=[2,2] pads=[2,2,2,2]", "[4,4,3,3]", 3, "[1,1,1,1]")]
    [InlineData("kernel_shape=[2,2] pads=[0,0,1,1]", "[4,4,2,2]", 1, null)]
    [InlineData("kernel_shape=[2,2] pads=[0,0,1,1]", "[4,4,2,2]", 2, "[0,0,1,1]")]
    [InlineData("kernel_shape=[2,2] pads=[0,0,1,1]", "[4,4,2,2]", 3, "[0,0,2,2]")]
    [InlineData("kernel_shape=[3,3]", "[4,4,3,3]", 1, null)]
    [InlineData("kernel_shape=[3,3]", "[4,4,3,3]", 5, "[1,1,1,1]")]
    [InlineData("kernel_shape=[4,4] strides=[2,2] pads=[1,1,1,1]", "[4,4,4,4]", 2, "[0,0,0,0]")]
    [InlineData("kernel_shape=[4,4] strides=[2,2] pads=[1,1,1,1]", "[4,4,4,4]", 3, "[0,0,1,1]")]
    public void AnotherKernelKeepsTheCentersInPlace(string attributes, string weight, int kernel, string? pads)
    {
        var graph = GraphParser.Parse(
            $"graph @g\n  in %x : f32[N,4,8,8]\n  const %w : f32{weight} = random(1)\n  %y = Conv(%x, %w) {attributes}\n  out %y");

        var window = SegmentGeometry.Of(graph, ChainAnalysis.Run(graph)[0], new(0, 1))!.WindowFor([kernel, kernel]);

        Assert.Equal(pads, window?.Pads.ToString());
    }

    [Fact]
    public void StridesMultiplyAndReachesAddUp()
    {
        var net = new NetworkText(extent: 16);
        var graph = net.Ends(net.Conv(net.Relu(net.Conv(net.Relu(net.Conv("%x", 4, stride: 2)), 6, kernel: 5)), 5, stride: 2));

        var geometry = SegmentGeometry.Of(graph, ChainAnalysis.Run(graph)[0], new(0, 3))!;

        // 3 + 2·(5 − 1) + 2·(3 − 1); pads 1 + 2·2 + 2·1 on either side.
        Assert.Equal(new SegmentGeometry(4, 5, [4, 4], [15, 15], [0, 0], [0, 0]), geometry);
        Assert.False(geometry.CanBeIdentity);
        Assert.Equal([1, 1, 1, 1], geometry.WindowFor([3, 3])!.Pads);
        Assert.Equal([4, 4], geometry.WindowFor([3, 3])!.Strides);
    }

    [Fact]
    public void AWholeBlockHasTheGeometryOfItsBody()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Transition("%x", 6));

        Assert.Equal(new SegmentGeometry(4, 6, [2, 2], [7, 7], [0, 0], [0, 0]),
            SegmentGeometry.Of(graph, ChainAnalysis.Run(graph)[0], new(0, 2)));
    }

    [Fact]
    public void WhereRoundingOfTwoStridesIsNotThatOfOneThereIsNone()
    {
        var net = new NetworkText(extent: 7);
        var graph = net.Ends(net.Conv(net.Conv("%x", 4, stride: 2, pad: 0), 4, stride: 2, pad: 1));
        var chain = ChainAnalysis.Run(graph)[0];
        var (input, output) = (graph.TypeOf(chain.Input)!.Shape[2].Size, graph.TypeOf(chain.TailOf(new(0, 2)).Linear)!.Shape[2].Size);

        var geometry = SegmentGeometry.Of(graph, chain, new(0, 2))!;

        Assert.Equal(output, geometry.WindowFor([7, 7])!.Slide(input, 0));
    }

    [Fact]
    public void AutomaticPaddingHasNone()
    {
        var graph = GraphParser.Parse(
            "graph @g\n  in %x : f32[N,4,8,8]\n  const %w : f32[4,4,3,3] = random(1)\n"
            + "  %y = Conv(%x, %w) kernel_shape=[3,3] auto_pad=\"SAME_UPPER\"\n  out %y");

        Assert.Null(SegmentGeometry.Of(graph, ChainAnalysis.Run(graph)[0], new(0, 1)));
    }
}

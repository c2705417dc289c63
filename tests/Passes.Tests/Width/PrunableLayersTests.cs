using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Which convolutions lose kernels, and how they are counted.</summary>
public sealed class PrunableLayersTests
{
    [Fact]
    public void ProjectionsStemAndGroupedLayersAreLeftOut()
    {
        var net = new NetworkText();
        var stage = net.Transition(net.Relu(net.Conv("%x", 6)), 8);
        var graph = net.Ends(net.Head(net.Conv(net.Conv(stage, 8, groups: 8), 4, kernel: 1)));

        var layers = PrunableLayers.Of(graph);

        // conv4 is the projection, conv5 depthwise.
        Assert.Equal(["conv2", "conv3", "conv6"], layers.Select(layer => layer.Name));
        Assert.Equal([false, true, false], layers.Select(layer => layer.EndsBlock));
    }

    /// <summary>Found by differential fuzzing: what is added to a layer may come from a node that reads nothing.</summary>
    [Fact]
    public void AnAddedConstantNodeIsNoBranch()
    {
        var graph = GraphParser.Parse("""
            graph @constant
              in %x : f32[N,3,6,6]
              const %a : f32[4,3,3,3] = random(1)
              const %b : f32[4,4,3,3] = random(2)
              %v = Conv(%x, %a) kernel_shape=[3,3] @conv1
              %w = Conv(%v, %b) kernel_shape=[3,3] @conv2
              %k = ConstantOfShape() shape=[4,1,1]
              %s = Add(%w, %k)
              const %c : f32[2,4,1,1] = random(3)
              const %d : f32[3,2,1,1] = random(4)
              %t = Conv(%s, %c) kernel_shape=[1,1] @conv3
              %y = Conv(%t, %d) kernel_shape=[1,1] @conv4
              out %y
            """);

        Assert.Contains(PrunableLayers.Of(graph), layer => layer.Name == "conv3");
    }

    [Fact]
    public void TheInputIsReadThroughPaddingAndActivations()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Conv(net.Conv(net.Relu(net.Node("Pad(%?) pads=[0,0,1,1,0,0,1,1]", "%x")), 3), 2)));

        Assert.Equal(["conv2"], PrunableLayers.Of(graph).Select(layer => layer.Name));
    }

    [Fact]
    public void TwoEqualBranchesAreNoShortcut()
    {
        var net = new NetworkText();
        var first = net.Conv("%x", 4);
        var graph = net.Ends(net.Head(net.Add(net.Conv(first, 4), net.Conv(first, 4))));

        Assert.Equal(["conv2", "conv3"], PrunableLayers.Of(graph).Select(layer => layer.Name));
    }

    [Fact]
    public void AnswersAndWhatIsNotUnderstoodKeepTheirKernelsByName()
    {
        var net = new NetworkText();
        var first = net.Conv("%x", 4);
        var graph = net.Ends(net.Conv(net.Conv(first, 3), 2), net.Node("Softmax(%?) axis=1", net.Conv(first, 5)));
        var sink = new DiagnosticSink();

        Assert.Equal(["conv2"], PrunableLayers.Of(graph, sink).Select(layer => layer.Name));
        Assert.Equal(["conv3", "conv4"], sink.All.Select(diagnostic => diagnostic.Node));
        Assert.Equal("keeps all its kernels: 'softmax1' (Softmax) does not keep its channels apart", sink.All[1].Message);
    }

    [Fact]
    public void ANetworkWithoutAnyIsRefused()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv(net.Conv("%x", 3), 2));

        var refused = Assert.Throws<DiagnosticException>(() => PrunableLayers.Of(graph));

        Assert.Equal("DC3330", refused.Diagnostic.Descriptor.Code);
        Assert.Contains("'conv2': keeps all its kernels: they are the network's answer 'conv2'", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Their shortcuts fill up with zeros; the whole is smaller than with projections by these and their normalizations.</summary>
    [NeedsTheory(Need.OnnxRuntime, Need.Models)]
    [InlineData("resnet20_cifar10jpeg_bn.onnx", 18, 9, 40_108_032, 267_264, 269_722)]
    [InlineData("resnet56_cifar10jpeg_bn.onnx", 54, 27, 125_042_688, 847_872, 853_018)]
    public void PublishedNetworksCountAsInThePapers(string model, int count, int ends, long cost, long weights, long all)
    {
        var read = OnnxReader.Read(SharedFolder.Model(model), new DiagnosticSink()).Graph;
        var graph = Pipelines.Normalize.Run(read, new PassContext(new DiagnosticSink(), new OrtExecutor()));
        var masks = KernelMasks.Full(graph, PrunableLayers.Of(graph));

        var counted = MaskCost.Of(masks);

        Assert.Equal((count, ends), (masks.Layers.Length, masks.Layers.Count(layer => layer.EndsBlock)));
        Assert.All(masks.Layers, layer => Assert.NotNull(layer.Norm));
        Assert.Equal((cost, weights), (counted.PrunableMultiplyAccumulates, counted.PrunableParameters));
        Assert.Equal((all, 0.0), (counted.WholeParameters, counted.RemovedOfWholeParameters));
    }

    [Fact]
    public void CostsAreThoseOfLiveKernelsAndOfWhatIsLeftAroundThem()
    {
        var net = new NetworkText(inputs: 3);
        var inner = net.Relu(net.Norm(net.Conv(net.Conv("%x", 4, kernel: 1), 6, kernel: 1)));
        var graph = net.Ends(net.Head(net.Conv(inner, 2, kernel: 1)));
        var masks = KernelMasks.Full(graph, PrunableLayers.Of(graph));
        masks = Liveness.Propagate(masks with
        {
            Masks = [KernelMask.Of(6, 4, (filter, channel) => filter < 4 && channel > 0), masks.Masks[1]],
        });

        var cost = MaskCost.Of(masks);

        Assert.Equal((64 * 36, 64 * ((4 * 3) + (2 * 4))), (cost.PrunableMultiplyAccumulates, cost.LiveMultiplyAccumulates));
        Assert.Equal(20, cost.LiveParameters);
        // The stem loses the filter that nobody reads, with its bias; the normalization keeps scale and shift of four filters.
        Assert.Equal((3 * 3) + 3 + 12 + 4 + 8 + 8 + 2 + 9, cost.LeftParameters);
        Assert.Equal((64 * 9) + cost.LiveMultiplyAccumulates + 6, cost.LeftMultiplyAccumulates);
    }
}

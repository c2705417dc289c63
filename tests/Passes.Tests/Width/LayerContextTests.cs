using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Width;

namespace DepthCompress.Passes.Tests;

/// <summary>In which part of a network a layer's layouts are measured.</summary>
public sealed class LayerContextTests
{
    [Theory]
    [InlineData("conv2", "x", "conv3")] // from the layer that makes its input to the layer that reads its result
    [InlineData("conv3", "relu1 conv4", "relu3")] // up to the addition, with the activation that is fused with it
    [InlineData("conv5", "relu2 conv4", "conv6")] // the addition in front with the layer behind it
    public void BeginsInFrontOfWhatMakesItsInputAndEndsBehindWhatReadsItsResult(string name, string from, string to)
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Transition(net.Relu(net.Conv("%x", 6)), 8))));
        var node = graph.Nodes.Single(node => node.Name == name);

        var context = new LayerContext(graph, node);
        var inputs = new RandomInputs { Batch = 2 }.For(graph);
        var request = context.Of(graph, new ValueShapes(graph, inputs));

        Assert.Equal(from, string.Join(' ', context.From.Select(graph.NameOf)));
        Assert.Equal(to, graph.NameOf(context.To));
        Assert.Equal(context.From.Length, request.Graph.Inputs.Length);
        Assert.Equal(context.From.Select(value => new ValueShapes(graph, inputs).Of(value)), request.Inputs.Select(input => input.Shape));
        Assert.Contains(request.Graph.Nodes, part => part.Name == name);
    }
}

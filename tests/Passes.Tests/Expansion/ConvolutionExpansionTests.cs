using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Expansion;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>Expanded networks compute what the network computes where they are wide enough, and shrink back to its layers.</summary>
public sealed class ConvolutionExpansionTests
{
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(9)]
    [InlineData(11)]
    public void AWideEnoughBlockComputesWhatTheConvolutionDid(int ratio)
    {
        var network = Network();
        var samples = Samples.Of(network, 1);
        var (expanded, blocks) = new ConvolutionExpansion(new OrtExecutor()) { Ratio = ratio }.Expand(network, samples);

        Assert.All(blocks, block => Assert.True(block.IsExact));
        Assert.Equal(["conv2", "conv3", "conv5"], blocks.Select(block => block.Name));
        Assert.InRange(Distance(network, expanded, samples), 0, 1e-4);
        Assert.Equal(2 * blocks.Length, expanded.Nodes.Count(node => node.Op is Relu) - network.Nodes.Count(node => node.Op is Relu));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ANarrowerBlockIsNear()
    {
        var network = Network();
        var samples = Samples.Of(network, 1);
        double Error(int ratio) => Distance(network, new ConvolutionExpansion(new OrtExecutor()) { Ratio = ratio }.Expand(network, samples).Graph, samples);
        Assert.True(Error(3) < Error(1));
        Assert.True(Error(3) > 1e-3);
    }

    /// <summary>Without its inner activations a block is the convolution again, whatever its width.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void BlocksShrinkBackToTheLayersOfTheNetwork()
    {
        var network = Network();
        var samples = Samples.Of(network, 1);
        var (expanded, blocks) = new ConvolutionExpansion(new OrtExecutor()) { Ratio = 9 }.Expand(network, samples);
        var chains = ChainAnalysis.Run(expanded);
        var chosen = blocks.Select(block => chains.SelectMany((chain, index) => chain.Sites.Where(site => site.Name == block.First)
            .Select(site => new Candidate.Compose(index, new Segment(site.Index - 1, site.Index + 2), []))).Single()).ToList();
        var shrunk = MethodArrowTests.Realized(expanded, chains, chosen);
        Assert.True(ExpandedTraining.HaveSameLayers(network, shrunk));
        Assert.InRange(Distance(network, shrunk, samples), 0, 1e-4);
        Assert.False(ExpandedTraining.HaveSameLayers(network, expanded));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void LayersAreChosenByName()
    {
        var network = Network();
        var samples = Samples.Of(network, 1);
        Assert.Equal("conv3", Assert.Single(new ConvolutionExpansion(new OrtExecutor()) { Layers = "*v3" }.Expand(network, samples).Blocks).Name);
        var problem = Assert.Throws<DiagnosticException>(() => new ConvolutionExpansion(new OrtExecutor()) { Layers = "head" }.Expand(network, samples));
        Assert.Equal("DC3266", problem.Diagnostic.Descriptor.Code);
        Assert.Contains("those that can are 'conv2', 'conv3', 'conv5'", problem.Diagnostic.Message, StringComparison.Ordinal);
    }

    /// <summary>A trainer that learns nothing leaves a network that is not better: it stays as it was.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void WhatIsNotBetterIsNotTaken()
    {
        var network = Network();
        var data = new CompressionData(
            Samples.Of(network, 1), Samples.Of(network, 2), Samples.Of(network, 3), new NegativeSquaredError(), [new NegativeSquaredError()])
        {
            Training = new RepeatedBatches(Samples.Of(network, 4)),
        };
        var trained = 0;
        var trainer = new FakeTrainer(graph =>
        {
            trained++;
            return graph;
        });
        var training = new ExpandedTraining(new OrtExecutor(), trainer, new FineTune { Budget = new TrainingBudget.Steps(3) }, data);
        var result = training.Run(network, new ConvolutionExpansion(new OrtExecutor()) { Ratio = 9 });
        Assert.Same(network, result.Graph);
        Assert.NotNull(result.WhyNotKept);
        Assert.True(result.Shrunk.Proof.Passed);
        Assert.Equal(2, trained);
    }

    /// <summary>A stem, a convolution that could have a skip, one with a stride, and a residual block.</summary>
    private static Graph Network()
    {
        var net = new NetworkText();
        var x = net.Relu(net.Conv(net.Relu(net.Conv("%x", 4)), 4));
        x = net.Relu(net.Conv(x, 6, stride: 2));
        return net.Ends(net.Head(net.Relu(net.Conv(net.Conv(x, 6, kernel: 1), 6))));
    }

    private static double Distance(Graph left, Graph right, CalibrationSet samples)
    {
        var executor = new OrtExecutor();
        var inputs = samples.Batches[0].Inputs;
        var (one, other) = (executor.Run(left, inputs.AsSpan())[0].ToDoubles(), executor.Run(right, inputs.AsSpan())[0].ToDoubles());
        return one.Zip(other, (a, b) => Math.Abs(a - b)).Max() / one.Max(Math.Abs);
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

public sealed class CandidateEnumeratorTests
{
    [Fact]
    public void EverySegmentIsDroppedOrFittedWithWhatCostsLess()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv(net.Relu(net.Conv("%x", 4)), 4));

        // A 5x5 in place of two 3x3 costs more than they do; a 3x3 in place of one is that one.
        Assert.Equal(
            [
                "identity conv1 .. conv1", "fit 1x1 conv1 .. conv1",
                "identity conv1 .. conv2", "fit 1x1 conv1 .. conv2", "fit 3x3 conv1 .. conv2",
                "identity conv2 .. conv2", "fit 1x1 conv2 .. conv2",
            ],
            Texts(graph, new()));
    }

    [Fact]
    public void CompositionsDropEachConvolutionThatCanBeTheIdentity()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv(net.Conv(net.Relu(net.Conv("%x", 4, stride: 2)), 4), 6));

        Assert.Equal(
            [
                "compose conv1 .. conv2", "compose conv1 .. conv2 without conv2",
                "compose conv1 .. conv3", "compose conv1 .. conv3 without conv2",
                "compose conv2 .. conv3", "compose conv2 .. conv3 without conv2",
            ],
            Texts(graph, new() { Families = ["compose"] }));
    }

    [Fact]
    public void AbsorbingRunsKeepOneOfTheirBlocks()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Block(net.Block(net.Block("%x"))));

        Assert.Equal(
            [
                "absorb conv1 .. conv4 keeping conv1", "absorb conv1 .. conv4 keeping conv3",
                "absorb conv1 .. conv6 keeping conv1", "absorb conv1 .. conv6 keeping conv3", "absorb conv1 .. conv6 keeping conv5",
                "absorb conv3 .. conv6 keeping conv3", "absorb conv3 .. conv6 keeping conv5",
            ],
            Texts(graph, new() { Families = ["absorb"] }));
    }

    [Fact]
    public void ARunAcrossATransitionKeepsTheBlockThatDoesTheTransition()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Block(net.Transition("%x", 6)));

        Assert.Equal(["absorb conv1 .. conv5 keeping conv1"], Texts(graph, new() { Families = ["absorb"] }));
    }

    [Fact]
    public void HalvesOfBlocksAreNoSegments()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Block(net.Block("%x")));

        var segments = Candidates(graph, new() { Families = ["identity"] }).Select(candidate => candidate.Segment.ToString());

        Assert.Equal(["(0, 1]", "(0, 2]", "(0, 4]", "(1, 2]", "(2, 3]", "(2, 4]", "(3, 4]"], segments);
    }

    [Theory]
    [InlineData(1, "(0, 1] (1, 2] (2, 3]")]
    [InlineData(2, "(0, 1] (0, 2] (1, 2] (1, 3] (2, 3]")]
    public void SegmentsAreNoLongerThanAskedFor(int longest, string expected)
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv(net.Conv(net.Conv("%x", 4), 4), 4));

        var found = Candidates(graph, new() { Families = ["identity"], LongestSegment = longest });

        Assert.Equal(expected, string.Join(' ', found.Select(candidate => candidate.Segment)));
    }

    [Fact]
    public void RegressionsHaveNoMoreFeaturesThanAskedFor()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv(net.Relu(net.Conv("%x", 4)), 4));

        Assert.DoesNotContain(Texts(graph, new() { MostFeatures = 35 }), text => text.Contains("fit 3x3", StringComparison.Ordinal));
        Assert.Contains("fit 3x3 conv1 .. conv2", Texts(graph, new() { MostFeatures = 36 }));
    }

    [Fact]
    public void MoreWorkIsAllowedWhereAskedFor()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv(net.Relu(net.Conv("%x", 4)), 4));

        Assert.Contains("fit 5x5 conv1 .. conv2", Texts(graph, new() { MostWork = 25.0 / 18 }));
        Assert.DoesNotContain("fit 5x5 conv1 .. conv2", Texts(graph, new() { MostWork = 24.9 / 18 }));
    }

    [Fact]
    public void WhatChangesChannelsOrExtentsIsNeverDropped()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv(net.Relu(net.Conv(net.Relu(net.Conv("%x", 6)), 4, stride: 2)), 4, pad: 0));

        Assert.Empty(Texts(graph, new() { Families = ["identity"] }));
    }

    [Fact]
    public void IntegersAreLeftAlone() => Assert.Empty(Candidates(
        GraphParser.Parse("graph @g\n  in %x : f32[N,2]\n  %y = Relu(%x)\n  out %y"), new() { Families = CandidateOptions.AllFamilies }));

    /// <summary>A plan can name every candidate, and no two have the same name.</summary>
    [Fact]
    public void TextsOfCandidatesAreDistinct()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            var graph = Pipelines.Optimize.Run(GraphGenerator.Create(seed), new PassContext(new DiagnosticSink()));
            var texts = Texts(graph, new() { Families = CandidateOptions.AllFamilies, Kernels = [1, 2, 3, 4, 5, 7], MostWork = 10 });

            Assert.Equal(texts.Length, texts.Distinct().Count());
        }
    }

    private static ImmutableArray<Candidate> Candidates(Graph graph, CandidateOptions options) => new CandidateEnumerator(graph, options)
        .Enumerate(ChainAnalysis.Run(graph));

    private static string[] Texts(Graph graph, CandidateOptions options)
    {
        var chains = ChainAnalysis.Run(graph);
        return [.. new CandidateEnumerator(graph, options).Enumerate(chains)
            .Select(candidate => CandidateText.Of(chains[candidate.Chain], candidate))];
    }
}

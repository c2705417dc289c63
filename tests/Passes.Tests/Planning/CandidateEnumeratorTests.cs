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

    /// <summary>Counts are multiples of the alignment, below what there is, each once, and only where they save something.</summary>
    [Theory]
    [InlineData(1, new[] { 0.25, 0.375, 0.5, 0.75 }, new[] { 4, 6, 8, 12 })]
    [InlineData(4, new[] { 0.25, 0.375, 0.5, 0.75 }, new[] { 4, 8, 12 })]
    [InlineData(8, new[] { 0.25, 0.375, 0.5, 0.75 }, new[] { 8 })]
    [InlineData(8, new[] { 0.9, 16.0, 100 }, new int[0])]
    [InlineData(1, new[] { 5.0, 0.1 }, new[] { 2, 5 })]
    public void ChannelsOfNarrowerLayersAreAligned(int align, double[] ranks, int[] expected)
    {
        var net = new NetworkText(inputs: 16);
        var graph = net.Ends(net.Head(net.Block("%x")));

        var found = Candidates(graph, new() { Families = ["rank", "thin", "identity"], Ranks = [.. ranks], RankAlign = align });

        Assert.Equal(expected, found.OfType<Candidate.Thin>().Select(thin => thin.Channels));
        foreach (var segment in (Segment[])[new(0, 1), new(1, 2), new(0, 2)])
        {
            Assert.Equal(expected, found.OfType<Candidate.Rank>().Where(rank => rank.Segment == segment && rank.KernelShape == [3, 3]).Select(rank => rank.Channels));
        }
    }

    /// <summary>By itself the family makes layers narrower; beside fit it makes merged ones narrower, too.</summary>
    [Fact]
    public void LongerSegmentsAreRankedWhereTheyMayBeMerged()
    {
        var net = new NetworkText(inputs: 16);
        var graph = net.Ends(net.Head(net.Block(net.Block("%x"))));

        Assert.Equal(
            [
                "rank 8 3x3 conv1 .. conv1", "rank 8 3x3 conv1 .. conv2", "rank 8 5x5 conv1 .. conv2", "rank 8 3x3 conv2 .. conv2",
                "rank 8 3x3 conv3 .. conv3", "rank 8 3x3 conv3 .. conv4", "rank 8 5x5 conv3 .. conv4", "rank 8 3x3 conv4 .. conv4",
            ],
            Texts(graph, new() { Families = ["rank"] }));
        Assert.Contains("rank 8 3x3 conv1 .. conv4", Texts(graph, new() { Families = ["rank", "fit"] }));
        Assert.DoesNotContain("rank 8 5x5 conv1 .. conv4", Texts(graph, new() { Families = ["rank", "fit"] }));
    }

    /// <summary>A pointwise convolution of low rank, and depthwise ones between two that are thinned.</summary>
    [Fact]
    public void BlocksWithDepthwiseConvolutionsBecomeNarrower()
    {
        var net = new NetworkText(inputs: 8);
        var wide = net.Relu(net.Conv("%x", 32, kernel: 1));
        var graph = net.Ends(net.Add(net.Conv(net.Relu(net.Conv(wide, 32, groups: 32)), 8, kernel: 1), "%x"));

        Assert.Equal(
            ["rank 4 1x1 conv1 .. conv1", "thin 8 conv1 .. conv3", "thin 16 conv1 .. conv3", "rank 4 1x1 conv3 .. conv3"],
            Texts(graph, new() { Families = ["rank", "thin"], Ranks = [0.25, 0.5], RankAlign = 4, Kernels = [1] }));
    }

    [Fact]
    public void RanksThatLeaveNothingAreRefused()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block("%x")));

        var error = Assert.Throws<DiagnosticException>(() => Candidates(graph, new() { Families = ["rank", "thin"], Ranks = [0.5, 12] }));

        Assert.Equal("DC3340", error.Diagnostic.Descriptor.Code);
        Assert.Equal("no layer becomes narrower: of the ranks 0.5, 12 in multiples of 8 none is below what a layer has and costs less", error.Message);
        Assert.Empty(Candidates(GraphParser.Parse("graph @g\n  in %x : f32[N,2]\n  %y = Relu(%x)\n  out %y"), new() { Families = ["rank"] }));
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
            var texts = Texts(graph, new() { Families = CandidateOptions.AllFamilies, Kernels = [1, 2, 3, 4, 5, 7], MostWork = 10, RankAlign = 1 });

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

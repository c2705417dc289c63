using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Data;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests;

/// <summary>The published methods' segments and kernel sizes, found on graphs by chain analysis.</summary>
public sealed class MethodEnumerationTests
{
    private static readonly MethodOptions Released = new() { Fidelity = Fidelity.Released };

    /// <summary>
    /// Position 0 of the published chain is position 1 of ours, which also holds the stem and, in MobileNetV2, the last layer.
    /// </summary>
    [NeedsTheory(Need.Golden)]
    [InlineData("mobilenetv2", "seg-mobilenetv2", 171)]
    [InlineData("resnet34", "seg-resnet34", 62)]
    public void SegmentsAreThePublishedOnes(string network, string golden, int count)
    {
        var published = Golden(golden);
        var (graph, chain, offset) = MainChain(network, published.Int("act_num"));

        var found = SegmentRules.Of(graph, chain, onlyPublished: true).Legal.Where(segment => IsPublished(segment, offset, published));

        Assert.Equal(published.Segments("segments").Select(segment => Moved(segment, offset)), found);
        Assert.Equal(count, published.Segments("segments").Length);
    }

    [NeedsTheory(Need.Golden)]
    [InlineData("mobilenetv2", "seg-mobilenetv2", 391)]
    [InlineData("resnet34", "seg-resnet34", 150)]
    public void KernelSizesAreThePublishedOnes(string network, string golden, int count)
    {
        var published = Golden(golden);
        var (graph, chain, offset) = MainChain(network, published.Int("act_num"));
        var method = new LayerMergeMethod(graph, [chain], Released);
        var kept = published.Items("entries").Select(entry => (
            Segment: Moved(entry.AsSegment(), offset), Kept: entry[5].EnumerateArray().Sum(type => type[2].GetInt32()))).ToList();

        var found = method.Candidates.OfType<Candidate.Compose>().Where(candidate => IsPublished(candidate.Segment, offset, published))
            .Select(candidate => (candidate.Segment, candidate.Segment.Length - candidate.Pruned.Count));

        Assert.Equal(count, kept.Count);
        Assert.Equal(kept.Where(entry => entry.Segment.Length > 1), found);
        Assert.All(kept.Where(entry => entry.Segment.Length == 1), entry => Assert.Equal(1, entry.Kept));
    }

    [Fact]
    public void PoolingSeparatesChains()
    {
        var graph = Build("vgg19-bn", 0.0625);
        var chains = ChainAnalysis.Run(graph);

        var segments = chains.Select(chain => SegmentRules.Of(graph, chain, onlyPublished: true).Legal.Length);

        Assert.Equal([3, 3, 10, 10, 10], segments);
    }

    [NeedsFact(Need.Golden)]
    public void BlocksOfTheTwoStageMethodAreThePublishedOnes()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.GoldenFile("two-stage-dp.json")));
        var set = document.RootElement.Items("segment_sets").Single(one => one.Text("network") == "mbv2_1.0");
        var (graph, chain, offset) = MainChain("mobilenetv2", 50);

        var found = new TwoStageMethod(graph, [chain], Released).Candidates.OfType<Candidate.Compose>()
            .Where(candidate => candidate.Segment.Start >= offset && candidate.Segment.End <= 50 + offset).ToList();

        // Our chain begins one layer earlier, so that its position 1 is no start: there blocks may end either way.
        found.RemoveAll(candidate => candidate.Segment.Start == offset && candidate.End is EndActivation.Kept
            && found.Any(other => other.Segment == candidate.Segment && other.End is EndActivation.Added));

        // An entry differs from another of its segment in the end it needs, or in what stands at its start, which no candidate changes.
        var linear = document.RootElement.GetProperty("networks").GetProperty("mbv2_1.0").Ints("block_ends");
        var wanted = set.Items("extended_entries").Select(entry => entry.AsInts())
            .Select(entry => (Segment: new Segment(entry[0] + offset, entry[1] + offset), Added: entry[3] == 1
            && linear.Contains(entry[1])))
            .Where(entry => entry.Segment.Length > 1 || entry.Added).Distinct();
        Assert.Equal(wanted, found.Select(candidate => (candidate.Segment, candidate.End is EndActivation.Added)));
    }

    [Fact]
    public void WhatDoesNotComposeStandsAloneAndSaysWhy()
    {
        var net = new NetworkText(inputs: 4);
        var dilated = net.Node(
            "Conv(%?, %w0) kernel_shape=[3,3] dilations=[2,2] pads=[2,2,2,2]".Replace("%w0", net.Constant("[4,4,3,3]", 0.3),
            StringComparison.Ordinal), net.Relu(net.Conv("%x", 4)));
        var graph = net.Ends(net.Relu(net.Conv(net.Conv(net.Relu(dilated), 4), 4, stride: 2)));
        var chain = Assert.Single(ChainAnalysis.Run(graph));

        var published = SegmentRules.Of(graph, chain, onlyPublished: true);

        Assert.Equal("(0, 1] (1, 2] (2, 3] (2, 4] (3, 4]", string.Join(' ', published.Legal));
        Assert.Equal("conv2: its kernel is dilated; conv4: its stride would spread the kernels behind it",
            string.Join("; ", published.Breaks.Select(barrier => $"{barrier.Node}: {barrier.Reason}")));
        Assert.Contains(new Segment(0, 4), SegmentRules.Of(graph, chain, onlyPublished: false).Legal);
    }

    [Fact]
    public void KernelsFarTooLargeAreNotMeasured()
    {
        var net = new NetworkText();
        var value = "%x";
        for (var layer = 0; layer < 8; layer++)
        {
            value = net.Relu(net.Conv(value, 4));
        }

        var graph = net.Ends(value);
        var chains = ChainAnalysis.Run(graph);

        // Eight layers of 9 taps in one kernel have 17 x 17 taps: 4.01 times the work.
        Assert.DoesNotContain(new TwoStageMethod(graph, chains, new()).Candidates, candidate => candidate.Segment.Length == 8);
        Assert.Contains(new TwoStageMethod(graph, chains, new() { MostWork = 4.02 }).Candidates, candidate =>
            candidate.Segment.Length == 8);
        Assert.Contains(new TwoStageMethod(graph, chains, Released).Candidates, candidate => candidate.Segment.Length == 8);
        Assert.Equal(28, new TwoStageMethod(graph, chains, Released).Candidates.Length);
    }

    [Fact]
    public void PruningAloneDropsSitesOfBlocksSoThatTheBlockComposes()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Conv(net.Transition(net.Block(net.Relu(net.Conv("%x", 4))), 6), 6));
        var chains = ChainAnalysis.Run(graph);

        var texts = new LayerOnlyMethod(graph, chains, new()).Candidates.Select(candidate => CandidateText.Of(chains[0], candidate));

        Assert.Equal(
            [
                "identity conv1 .. conv1", "compose conv2 .. conv3 without conv2", "compose conv2 .. conv3 without conv3",
                "identity conv5 .. conv5", "identity conv7 .. conv7",
            ],
            texts);
    }

    [Fact]
    public void OnlyALayerBehindAnEnlargementMayVanish()
    {
        var graph = Build("ddpm-cifar10", 0.125);
        var chains = ChainAnalysis.Run(graph);

        var identities = new LayerMergeMethod(graph, chains, new()).Candidates.OfType<Candidate.Identity>();

        Assert.Equal(3, identities.Count());
    }

    private static JsonElement Golden(string id)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.GoldenFile("layermerge-dp.json")));
        return document.RootElement.Items("segments").Single(one => one.Id == id).Clone();
    }

    private static bool IsPublished(Segment segment, int offset, JsonElement published) =>
        segment.Start >= offset && segment.End <= offset + published.Int("act_num");

    private static Segment Moved(Segment segment, int offset) => new(segment.Start + offset, segment.End + offset);

    private static (Graph Graph, LayerChain Chain, int Offset) MainChain(string network, int positions)
    {
        var graph = Build(network, 1);
        var chain = ChainAnalysis.Run(graph).Single(one => one.Length >= positions);
        return (graph, chain, chain.Length > positions ? 1 : 0);
    }

    private static Graph Build(string network, double width) => Pipelines.Optimize.Run(
        NetworkZoo.Find(network).Build(new ZooOptions
        {
            Width = width,
            Input = network.StartsWith("ddpm", StringComparison.Ordinal)
            ? null : new ImageShape(3, 64, 64)
        }),
        new PassContext(new DiagnosticSink()));
}

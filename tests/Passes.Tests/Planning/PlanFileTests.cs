using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>Plans as files, and what an edited plan means.</summary>
public sealed class PlanFileTests
{
    private static readonly Graph Network = ThreeBlocks();
    private static readonly ImmutableArray<LayerChain> Chains = ChainAnalysis.Run(Network);

    private static readonly CompressionPlan Plan = new()
    {
        Schema = CompressionPlan.CurrentSchema,
        ToolVersion = "1.2.3",
        ModelDigest = "0123abcd",
        Machine = new MachineIdentity("Some CPU", "cpu", "ONNX Runtime 1.29.0", 2, "all"),
        InputShapes = [[1, 4, 8, 8]],
        Calibration = "synthetic:shapes10 n=100",
        Seed = 7,
        Metric = "kl",
        OriginalMilliseconds = 12.5,
        PredictedMilliseconds = 8.25,
        PredictedChange = -0.125,
        Configuration = new JsonObject { ["threads"] = 2 },
        Segments =
        [
            PlanBuilder.Describe(Chains[0], new Candidate.Fit(0, new(1, 3), [3, 3]), 1.23456789, -0.5),
            PlanBuilder.Describe(Chains[0], new Candidate.Absorb(0, new(3, 7), new(5, 7)), 2, -0.25),
        ],
    };

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var text = PlanFile.Format(Plan);
        var read = PlanFile.Parse(text, "plan.json");

        Assert.Equal(text, PlanFile.Format(read));
        Assert.Equal(Plan.Machine, read.Machine);
        Assert.Equal((12.5, 8.25, -0.125), (read.OriginalMilliseconds, read.PredictedMilliseconds, read.PredictedChange));
        Assert.Equal([new Candidate.Fit(0, new(1, 3), [3, 3]), new Candidate.Absorb(0, new(3, 7), new(5, 7))],
            PlanBuilder.Resolve(Network, Chains, read, "plan.json").AsEnumerable());
    }

    [Fact]
    public void AFileIsForPeople()
    {
        var lines = PlanFile.Format(Plan).Split('\n');

        Assert.Equal("{", lines[0]);
        Assert.Equal("  \"schema\": \"depthcompress/plan/1\",", lines[1]);
        Assert.Contains("      \"first\": \"conv2\",", lines);
        Assert.Contains("      \"savedMilliseconds\": 1.234568,", lines);
        Assert.DoesNotContain(lines, line => line.Contains("null", StringComparison.Ordinal)
            || line.Contains('\r', StringComparison.Ordinal));
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public void CommentsAndTrailingCommasAreAllowed()
    {
        var text = PlanFile.Format(Plan)
            .Replace("  \"seed\": 7,", "  // chosen by hand\n  \"seed\": 8, /* eight */", StringComparison.Ordinal)
            .Replace("-0.25\n", "-0.25,\n", StringComparison.Ordinal);

        Assert.Equal(8, PlanFile.Parse(text, "plan.json").Seed);
    }

    [Theory]
    [InlineData("", "DC3101")]
    [InlineData("null", "DC3101")]
    [InlineData("[]", "DC3101")]
    [InlineData("{", "DC3101")]
    [InlineData("{}", "DC3101")]
    [InlineData("{ \"schema\": 3 }", "DC3101")]
    public void WhatIsNoPlanIsRefused(string text, string code)
    {
        var error = Assert.Throws<DiagnosticException>(() => PlanFile.Parse(text, "plan.json"));

        Assert.Equal(code, error.Diagnostic.Descriptor.Code);
        Assert.Equal("plan.json", error.Diagnostic.File);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void AnotherFormatIsRefused()
    {
        var error = Assert.Throws<DiagnosticException>(
            () => PlanFile.Parse(PlanFile.Format(Plan with { Schema = "depthcompress/plan/9" }), "plan.json"));

        Assert.Equal("DC3102", error.Diagnostic.Descriptor.Code);
        Assert.Equal("the plan has format 'depthcompress/plan/9', this version reads 'depthcompress/plan/1'", error.Message);
    }

    [Fact]
    public void TheOrderOfDecisionsDoesNotMatter()
    {
        var reversed = Plan with { Segments = [.. Plan.Segments.Reverse()] };

        Assert.Equal(PlanBuilder.Resolve(Network, Chains, Plan, "p").AsEnumerable(), PlanBuilder.Resolve(Network, Chains, reversed, "p")
            .AsEnumerable());
    }

    /// <summary>Every candidate that is enumerated can be written down and means the same when it is read.</summary>
    [Fact]
    public void EveryCandidateSurvivesItsDescription()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Block(net.Block(net.Relu(net.Conv("%x", 4)))))));
        var chains = ChainAnalysis.Run(graph);
        var candidates = new CandidateEnumerator(graph, new() { Families = CandidateOptions.AllFamilies, RankAlign = 1 }).Enumerate(chains);

        foreach (var candidate in candidates)
        {
            var described = Plan with { Segments = [PlanBuilder.Describe(chains[0], candidate, 0, 0)] };

            Assert.Equal(candidate, PlanBuilder.Resolve(graph, chains, PlanFile.Parse(PlanFile.Format(described), "p"), "p").Single());
        }

        Assert.Equal(CandidateOptions.AllFamilies.Order(), candidates.Select(candidate => candidate.Family).Distinct().Order());
    }

    [Theory]
    [InlineData("conv9", "conv9", "fit", "DC3104", "the plan names layer site 'conv9', which this model does not have")]
    [InlineData("conv2", "conv4", "fit", "DC3105",
        "the segment 'conv2' to 'conv4' cannot be realized by fit: it holds only a part of the skip connection that ends at 'add2'")]
    [InlineData("conv3", "conv2", "fit", "DC3105",
        "the segment 'conv3' to 'conv2' cannot be realized by fit: the last site comes before the first")]
    [InlineData("conv1", "conv8", "fit", "DC3105",
        "the segment 'conv1' to 'conv8' cannot be realized by fit: the two lie in different chains")]
    [InlineData("conv2", "conv3", "shrink", "DC3105",
        "the segment 'conv2' to 'conv3' cannot be realized by shrink: the families are identity, compose, fit, absorb, rank, thin")]
    [InlineData("conv2", "conv3", "absorb", "DC3105",
        "the segment 'conv2' to 'conv3' cannot be realized by absorb: it must say which sites are kept, two or more")]
    public void DecisionsThatCannotBeAreRefused(string first, string last, string family, string code, string message)
    {
        var plan = Plan with { Segments = [Plan.Segments[0] with { First = first, Last = last, Family = family }] };

        var error = Assert.Throws<DiagnosticException>(() => PlanBuilder.Resolve(Network, Chains, plan, "plan.json"));

        Assert.Equal(code, error.Diagnostic.Descriptor.Code);
        Assert.Equal(message, error.Message);
        Assert.Equal("plan.json", error.Diagnostic.File);
    }

    [Fact]
    public void AFitNeedsItsKernelShape()
    {
        var plan = Plan with { Segments = [Plan.Segments[0] with { KernelShape = null }] };

        Assert.EndsWith("the kernel shape is missing",
            Assert.Throws<DiagnosticException>(() => PlanBuilder.Resolve(Network, Chains, plan, "p")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NarrowerLayersSurviveTheirDescription()
    {
        ImmutableArray<Candidate> narrower =
            [new Candidate.Rank(0, new(0, 1), [3, 3], 2), new Candidate.Thin(0, new(1, 3), 3), new Candidate.Rank(0, new(3, 7), [5, 5], 1)];
        var plan = Plan with { Segments = [.. narrower.Select(candidate => PlanBuilder.Describe(Chains[0], candidate, 1, 0))] };

        var text = PlanFile.Format(plan);

        Assert.Equal(narrower.AsEnumerable(), PlanBuilder.Resolve(Network, Chains, PlanFile.Parse(text, "p"), "p"));
        Assert.Contains("      \"family\": \"thin\",", text.Split('\n'));
        Assert.Equal([2, 3, 1], plan.Segments.Select(segment => segment.Channels!.Value));
    }

    [Fact]
    public void WhatCannotBeRealizedIsRefusedBeforeAnythingIsDone()
    {
        Refused("its input and output differ in channels or extent",
            Plan.Segments[0] with { First = "conv8", Last = "conv8", Family = "identity" });
        Refused("the kernel shape must have 2 sizes of one or more", Plan.Segments[0] with { KernelShape = [3] });
        Refused("the kernel shape must have 2 sizes of one or more", Plan.Segments[0] with { KernelShape = [3, 0] });
        Refused(
            "the sites to keep are no residual block that maps between the same types as the whole run",
            Plan.Segments[1] with { Kept = ["conv4", "conv7"] });
        Refused("the number of channels is missing", Plan.Segments[0] with { Family = "thin", Channels = null });
        Refused("the kernel shape is missing", Plan.Segments[0] with { Family = "rank", Channels = 2, KernelShape = null });
        Refused("one channel or more must stay", Plan.Segments[0] with { Family = "rank", Channels = 0 });
        Refused("there are only 4 channels", Plan.Segments[0] with { Family = "thin", Channels = 4 });
        Refused("it is no way from one dense convolution to the next on which every channel goes by itself",
            Plan.Segments[0] with { Family = "thin", Channels = 2, Last = "conv2" });
        Refused("'conv8' cannot be the identity there",
            Plan.Segments[0] with { First = "conv8", Last = "conv8", Family = "compose", Pruned = ["conv8"] });
        Refused("'conv1' cannot be the identity there", Plan.Segments[0] with { Family = "compose", Pruned = ["conv1"] });

        static void Refused(string why, PlannedSegment segment)
        {
            var error = Assert.Throws<DiagnosticException>(
                () => PlanBuilder.Resolve(Network, Chains, Plan with { Segments = [segment] }, "p"));
            Assert.Equal(("DC3105", $"the segment '{segment.First}' to '{segment.Last}' cannot be realized by {segment.Family}: {why}"),
                (error.Diagnostic.Descriptor.Code, error.Message));
        }
    }

    [Fact]
    public void OverlappingDecisionsAreRefused()
    {
        var plan = Plan with { Segments = [.. Plan.Segments, Plan.Segments[0] with { First = "conv3", Last = "conv3" }] };

        var error = Assert.Throws<DiagnosticException>(() => PlanBuilder.Resolve(Network, Chains, plan, "p"));

        Assert.Equal("DC3106", error.Diagnostic.Descriptor.Code);
        Assert.Equal("the segments that begin with 'conv2' and 'conv3' overlap", error.Message);
    }

    private static Graph ThreeBlocks()
    {
        var net = new NetworkText();
        var pooled = net.Node("MaxPool(%?) kernel_shape=[2,2] strides=[2,2]", net.Block(net.Block(net.Block(net.Relu(net.Conv("%x", 4))))));
        return net.Ends(net.Conv(pooled, 6));
    }
}

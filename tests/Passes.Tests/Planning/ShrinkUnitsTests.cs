using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>Which blocks can be shrunk, and why others cannot.</summary>
public sealed class ShrinkUnitsTests
{
    [Fact]
    public void InvertedResidualsAreFoundWithAndWithoutSkip()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Relu(net.Conv(Inverted(net, Inverted(net, net.Relu(net.Conv("%x", 4)), 4), 6, stride: 2), 8, kernel: 1))));
        var units = Units(graph);
        Assert.Equal(
            [ShrinkKind.Layer, ShrinkKind.InvertedResidual, ShrinkKind.InvertedResidual, ShrinkKind.Layer],
            units.Select(unit => unit.Kind));
        Assert.Equal(["conv1", "conv2 .. conv4", "conv5 .. conv7", "conv8"], units.Select(unit => unit.Name));
        Assert.All(units, unit => Assert.Null(unit.WhyNot));
        Assert.Equal([1, 2, 2, 1], units.Select(unit => unit.Sites.Length));
        Assert.Equal(["relu2", "relu3"], units[1].Sites.Select(site => graph.NameOf(site.Output)));
        Assert.Equal(["conv2", "conv3"], units[1].Sites.Select(site => graph.NameOf(site.Linear)));
        Assert.Equal(
            [EndActivation.Dropped, EndActivation.Added, EndActivation.Added, EndActivation.Dropped],
            units.Select(unit => unit.Candidate.End));
    }

    [Theory]
    [InlineData(TrailingActivation.None, EndActivation.Kept)]
    [InlineData(TrailingActivation.Relu6, EndActivation.Relu6)]
    [InlineData(TrailingActivation.Auto, EndActivation.Added)]
    public void WhatStandsBehindAMergedBlockCanBeChosen(TrailingActivation trailing, EndActivation end)
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(Inverted(net, net.Relu(net.Conv("%x", 4)), 4)));
        Assert.Equal(end, Units(graph, new() { Trailing = trailing })[1].Candidate.End);
    }

    [Fact]
    public void BasicBlocksAndBottlenecksKeepTheirActivation()
    {
        var net = new NetworkText();
        var start = net.Relu(net.Conv("%x", 4));
        var narrow = net.Relu(net.Conv(net.Relu(net.Conv(start, 2, kernel: 1)), 2));
        var bottleneck = net.Relu(net.Add(net.Conv(narrow, 4, kernel: 1), start));
        var graph = net.Ends(net.Head(net.Transition(net.Block(bottleneck), 8)));
        var units = Units(graph);
        Assert.Equal([ShrinkKind.Layer, ShrinkKind.Residual, ShrinkKind.Residual, ShrinkKind.Residual], units.Select(unit => unit.Kind));
        Assert.Equal([1, 2, 1, 1], units.Select(unit => unit.Sites.Length));
        Assert.All(units.Skip(1), unit => Assert.Equal((EndActivation.Kept, null), (unit.Candidate.End, unit.WhyNot)));
    }

    [Fact]
    public void ABlockWithoutExpansionDropsItsActivationOrMerges()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Conv(net.Relu(net.Conv(net.Relu(net.Conv("%x", 4)), 4, groups: 4)), 6, kernel: 1)));
        var (dropped, merged) = (Units(graph)[1], Units(graph, new() { MergesSeparable = true })[1]);
        Assert.Equal((ShrinkKind.Separable, new Segment(1, 2), EndActivation.Dropped), (dropped.Kind, dropped.Candidate.Segment, dropped.Candidate.End));
        Assert.Equal((ShrinkKind.Separable, new Segment(1, 3), EndActivation.Added), (merged.Kind, merged.Candidate.Segment, merged.Candidate.End));
        Assert.Equal((false, true, dropped.Name), (dropped.Merges, merged.Merges, merged.Name));
        Assert.Equal(dropped.Sites.AsEnumerable(), merged.Sites);
    }

    [Fact]
    public void SqueezeAndExcitationIsNamed()
    {
        var net = new NetworkText();
        var start = net.Relu(net.Conv("%x", 4));
        var wide = net.Relu(net.Conv(net.Relu(net.Conv(start, 8, kernel: 1)), 8, groups: 8));
        var squeezed = net.Conv(net.Relu(net.Conv(net.Node("GlobalAveragePool(%?)", wide), 2, kernel: 1)), 8, kernel: 1);
        var scaled = net.Node($"Mul(%?, {net.Node("Sigmoid(%?)", squeezed)})", wide);
        var unit = Units(net.Ends(net.Head(net.Conv(scaled, 4, kernel: 1))))[1];
        Assert.Equal(ShrinkKind.InvertedResidual, unit.Kind);
        Assert.Equal("a region that is no convolution, such as squeeze-and-excitation, stands inside", unit.WhyNot);
    }

    [Fact]
    public void ASecondReaderIsNamed()
    {
        var net = new NetworkText();
        var wide = net.Relu(net.Conv(net.Relu(net.Conv(net.Relu(net.Conv("%x", 4)), 8, kernel: 1)), 8, groups: 8));
        var unit = Units(net.Ends(net.Head(net.Conv(wide, 4, kernel: 1)), wide))[1];
        Assert.StartsWith("the layers end inside it: ", unit.WhyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void ANetworkWithoutABlockIsRefusedWithTheReason()
    {
        var net = new NetworkText();
        var problem = Refused(net.Ends(net.Head(net.Relu(net.Conv(net.Relu(net.Conv("%x", 4)), 4)))), new());
        Assert.Equal("DC3260", problem.Descriptor.Code);
        Assert.Contains("it has neither inverted residual blocks nor", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsThatDoNotFitAreRefused()
    {
        var graph = TwoBlocks();
        var units = Refused(graph, new() { Units = [true, false] });
        Assert.Equal(("DC3262", "--units lists 2 units, this network has 3: conv1, conv2 .. conv4, conv5 .. conv7"), (units.Descriptor.Code, units.Message));
        Assert.Equal("DC3261", Refused(graph, new() { Keep = new(3, 0) }).Descriptor.Code);
    }

    [Theory]
    [InlineData(19, 0.8, 15)]
    [InlineData(19, 0.7, 13)]
    [InlineData(19, 0.6, 11)]
    [InlineData(19, 0.5, 9)]
    [InlineData(19, 0.4, 7)]
    [InlineData(19, 0.3, 5)]
    [InlineData(19, 0.2, 3)]
    [InlineData(19, 0.1, 1)]
    public void APartOfTheUnitsIsCutOff(int units, double ratio, int kept) => Assert.Equal(kept, new KeepCount(null, ratio).Of(units));

    [Fact]
    public void TheUnitsWorthLeastGoAndOfEqualOnesTheLast()
    {
        Assert.Equal(["conv5 .. conv7"], Removed(new() { Keep = new(1, 0) }, -1, -1));
        Assert.Equal(["conv2 .. conv4"], Removed(new() { Keep = new(1, 0) }, -0.2, -0.3));
        Assert.Equal(["conv2 .. conv4", "conv5 .. conv7"], Removed(new() { Keep = new(0, 0) }, -0.2, -0.3));
        Assert.Empty(Removed(new() { Keep = new(2, 0) }, -0.2, -0.3));
    }

    /// <summary>Removing the first saves 1 ms, the second 3 ms, of 10.</summary>
    [Theory]
    [InlineData(10, "")]
    [InlineData(9, "conv2 .. conv4")]
    [InlineData(8, "conv5 .. conv7")]
    [InlineData(7, "conv5 .. conv7")]
    [InlineData(6, "conv2 .. conv4, conv5 .. conv7")]
    [InlineData(5.9, null)]
    public void WithinABudgetTheUnitsWorthLeastGo(double budget, string? removed)
    {
        var method = Method(TwoBlocks(), new());
        var (latency, importance) = Tables(method, -0.2, -0.3);
        var point = Assert.Single(method.Planners(latency, importance)).Best(budget);
        Assert.Equal(removed, point is null ? null : NamesOf(method, point));
    }

    [Fact]
    public void AGivenArchitectureNeedsNoImportance()
    {
        var method = Method(TwoBlocks(), new() { Units = [true, true, false] });
        var (latency, _) = Tables(method, 0, 0);
        Assert.False(method.Searches);
        Assert.Empty(method.Promising(latency));
        var point = method.Planners(latency, ImmutableDictionary<Candidate, ImportanceRow>.Empty)[0].Best(1)!;
        Assert.Equal(("conv5 .. conv7", 7), (NamesOf(method, point), point.Milliseconds));
    }

    [Fact]
    public void AUnitThatWasNotMeasuredIsNamed()
    {
        var method = Method(TwoBlocks(), new());
        var (latency, importance) = Tables(method, 0, 0);
        var cut = latency with { Saved = latency.Saved.Remove(method.Units[1].Candidate) };
        var problem = Assert.Throws<DiagnosticException>(() => method.Planners(cut, importance)).Diagnostic;
        Assert.Equal(("DC3263", "the latency table has no row for the unit 'conv2 .. conv4'"), (problem.Descriptor.Code, problem.Message));
    }

    [Fact]
    public void TheReleasedProgramRanksEverything()
    {
        var options = new MethodOptions { Name = DepthShrinkerMethod.Name, Fidelity = Fidelity.Released };
        var graph = TwoBlocks();
        var chains = ChainAnalysis.Run(graph);
        Assert.Equal(3, new DepthShrinkerMethod(graph, chains, options).Candidates.Length);
        Assert.Equal(2, Method(graph, new()).Candidates.Length);
    }

    private static string[] Removed(ShrinkOptions options, params double[] changes)
    {
        var method = Method(TwoBlocks(), options);
        var (latency, importance) = Tables(method, changes);
        return NamesOf(method, method.Planners(latency, importance)[0].Fastest).Split(", ", StringSplitOptions.RemoveEmptyEntries);
    }

    private static string NamesOf(DepthShrinkerMethod method, PlanPoint point) =>
        string.Join(", ", point.Candidates.Select(candidate => method.Units.Single(unit => unit.Candidate == candidate).Name));

    private static (LatencyTable Latency, Dictionary<Candidate, ImportanceRow> Importance) Tables(DepthShrinkerMethod method, params double[] changes)
    {
        ImmutableArray<Candidate> blocks = [.. method.Units.Where(unit => unit.Merges).Select(unit => unit.Candidate)];
        var saved = blocks.Select((candidate, index) => (candidate, Saved: 1.0 + (2 * index))).ToImmutableDictionary(pair => pair.candidate, pair => pair.Saved);
        var rows = blocks.Zip(changes).ToDictionary(pair => pair.First, pair => new ImportanceRow(new("", "", "", ""), pair.Second, null, 0, default));
        return (new LatencyTable(10, saved, new("imagined", "cpu", "none", 1, "all")), rows);
    }

    private static Graph TwoBlocks()
    {
        var net = new NetworkText();
        return net.Ends(net.Head(Inverted(net, Inverted(net, net.Relu(net.Conv("%x", 4)), 4), 4)));
    }

    private static string Inverted(NetworkText net, string from, int outputs, int stride = 1)
    {
        var wide = net.Relu(net.Conv(net.Relu(net.Conv(from, 8, kernel: 1)), 8, stride: stride, groups: 8));
        var narrow = net.Conv(wide, outputs, kernel: 1);
        return stride == 1 ? net.Add(narrow, from) : narrow;
    }

    private static Diagnostic Refused(Graph graph, ShrinkOptions options) =>
        Assert.Throws<DiagnosticException>(() => Method(graph, options)).Diagnostic;

    private static DepthShrinkerMethod Method(Graph graph, ShrinkOptions options) =>
        new(graph, ChainAnalysis.Run(graph), new() { Name = DepthShrinkerMethod.Name, Shrink = options });

    private static ImmutableArray<ShrinkUnit> Units(Graph graph, ShrinkOptions? options = null) =>
        ShrinkUnits.Of(graph, ChainAnalysis.Run(graph), options ?? new());
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>Rows that were measured while the machine was busy: used, told of, measured anew by the next run, and not for ever.</summary>
public sealed class LatencyDoubtTests
{
    private static readonly Graph Network = Pipelines.Optimize.Run(Blocks(), new PassContext(new DiagnosticSink()));
    private static readonly ImmutableArray<LayerChain> Chains = ChainAnalysis.Run(Network);
    private static readonly ImmutableArray<Candidate> Candidates = new CandidateEnumerator(Network, new()).Enumerate(Chains);
    private readonly MemoryTables store = new();
    private readonly DiagnosticSink diagnostics = new();
    private readonly StepProgress progress = new();

    [Fact]
    public void WhatABusyMachineMeasuredTheNextRunMeasuresAnew()
    {
        var first = Run(Busy());
        Assert.Equal(["DC2780"], Codes);
        var rows = store.Latencies.Count;
        Assert.True(rows > 24);

        var (quiet, second) = Measure(Quiet());

        Assert.Equal(rows, quiet.Requests.Count);
        Assert.Equal(first.OriginalMilliseconds / 2, second.OriginalMilliseconds, 1e-12);
        Assert.Equal($"{rows} noisy rows measured anew", progress.Steps[^1].What);
        Assert.Equal(["DC2780", "DC2782"], Codes);
        Assert.Empty(Measure(Quiet()).Probe.Requests);
    }

    [Fact]
    public void QuietRowsAreNeverMeasuredAgain()
    {
        Run(Quiet());

        Assert.Empty(Measure(Quiet()).Probe.Requests);
        Assert.Equal("latency table complete", progress.Steps[^1].What);
        Assert.Empty(Codes);
    }

    /// <summary>A run that is stopped and started again is one run, in which nothing is measured twice.</summary>
    [Fact]
    public void ARunThatWasStoppedLeavesNothingInDoubt()
    {
        Profiler(Busy()).Run(Candidates);

        Assert.Empty(Measure(Quiet()).Probe.Requests);
    }

    [Fact]
    public void AMachineThatIsStillBusyIsLeftAloneAfterTheFirstFewRows()
    {
        Run(Busy());

        var again = Measure(Busy()).Probe;

        Assert.Equal([12], again.Groups);
        Assert.Equal(12, store.Doubts.Values.Count(doubt => doubt.Tries == 1));
        Assert.All(store.Doubts.Values, doubt => Assert.True(doubt.IsOpen));
    }

    [Fact]
    public void ARowIsMeasuredAnewAtMostThreeTimes()
    {
        Run(Busy());
        var most = store.Latencies.Count * LatencyDoubts.MostTries;
        var measured = 0;
        for (var more = int.MaxValue; more > 0; measured += more)
        {
            more = Measure(Busy()).Probe.Requests.Count;
            Assert.True(measured + more <= most);
        }

        Assert.Equal(most, measured);
        Assert.All(store.Doubts.Values, doubt => Assert.Equal(LatencyDoubts.MostTries, doubt.Tries));
    }

    [Theory]
    [InlineData(0.3, 0.2, 2)]
    [InlineData(0.3, 0.4, 1)]
    [InlineData(0.3, 0.05, 2)]
    [InlineData(0.0, 0.2, 1)]
    [InlineData(0.0, 0.01, 2)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 1)]
    public void OfTwoNoisyRowsTheLessNoisyOneStays(double noise, double again, double kept)
    {
        var row = Row(1, noise);
        store.Save(row);

        new LatencyDoubts(store).Take(Row(2, again));

        Assert.Equal(kept, store.Find(row.Key)!.Estimate.Median);
        Assert.Equal(new LatencyDoubt(1, IsOpen: false), store.DoubtOf(row.Key));
    }

    [Fact]
    public void APlanThatPromisedMoreThanItKeepsPutsItsRowsInDoubt()
    {
        var profiler = Profiler(Quiet());
        profiler.Run(Candidates);
        profiler.Settle(diagnostics);
        Assert.Empty(store.Doubts);

        profiler.Doubt([Candidates[0]], 0.5, 0.8, diagnostics);

        var warning = Assert.Single(diagnostics.All);
        Assert.Equal("the latency table promised 0.50 of the original's latency, measured are at least 0.80; the 3 rows behind the plan are in doubt",
            warning.Message);
        Assert.Equal(3, Measure(Quiet()).Probe.Requests.Count);
        Assert.Empty(Measure(Quiet()).Probe.Requests);
    }

    [Fact]
    public void WhereThePlanIsDecidedOrTheMachineIsElsewhereNothingIsMeasuredAnew()
    {
        Run(Busy());
        var probe = Quiet();

        new LatencyProfiler(probe, store, Network, Chains, Inputs) { KeepsRows = true }.Run(Candidates);

        Assert.Empty(probe.Requests);
    }

    /// <summary>Whoever waited for its turn finds what another process has done meanwhile.</summary>
    [Fact]
    public void WhatAnotherProcessMeasuredAnewIsNotMeasuredTwice()
    {
        Run(Busy());
        var (one, other) = (Quiet(), Quiet());
        var isFirst = true;
        var waiting = new LatencyProfiler(one, store, Network, Chains, Inputs)
        {
            Turn = cancellation =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    Profiler(other).Run(Candidates, null, cancellation);
                }

                return new MemoryStream();
            },
        };

        waiting.Run(Candidates);

        Assert.Empty(one.Requests);
        Assert.Equal(store.Latencies.Count, other.Requests.Count);
    }

    private static ImmutableArray<Tensor> Inputs { get; } = TensorGenerator.InputsOf(Network, batch: 1);

    private IEnumerable<string> Codes => diagnostics.All.Select(found => found.Descriptor.Code);

    private static CountingProbe Busy() => new() { HalfWidth = 0.3, Distort = (_, time) => 2 * time };

    private static CountingProbe Quiet() => new() { HalfWidth = 0.01 };

    private static LatencyRow Row(double median, double noise) => new(
        new LatencyKey("x", new MachineIdentity("d", "cpu", "e", 1, "all")), "a network",
        new LatencyEstimate(median, 0, median, noise * median, [], NoiseVerdict.Quiet), DateTimeOffset.UnixEpoch);

    private LatencyProfiler Profiler(ILatencyProbe probe) => new(probe, store, Network, Chains, Inputs);

    private LatencyTable Run(CountingProbe probe) => Measure(probe).Table;

    /// <summary>A run from its begin to its end.</summary>
    private (CountingProbe Probe, LatencyTable Table) Measure(CountingProbe probe)
    {
        var profiler = Profiler(probe);
        var table = profiler.Run(Candidates, progress);
        profiler.Settle(diagnostics);
        return (probe, table);
    }

    private static Graph Blocks()
    {
        var net = new NetworkText();
        return net.Ends(net.Head(net.Block(net.Block(net.Block(net.Block(net.Relu(net.Conv("%x", 4))))))));
    }
}

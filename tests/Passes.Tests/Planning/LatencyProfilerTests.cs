using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests;

/// <summary>The latency table: in context, nothing twice, resumable.</summary>
public sealed class LatencyProfilerTests
{
    private static readonly Graph Network = Lossless(FourBlocks());
    private static readonly ImmutableArray<LayerChain> Chains = ChainAnalysis.Run(Network);
    private static readonly ImmutableArray<Candidate> Candidates = new CandidateEnumerator(Network, new()).Enumerate(Chains);
    private static readonly ImmutableArray<Tensor> Inputs = TensorGenerator.InputsOf(Network, batch: 1);

    [Fact]
    public void SavedIsBeforeMinusAfterInContext()
    {
        var table = Profiler(new CountingProbe(), new MemoryTables()).Run(Candidates);

        Assert.Equal(CountingProbe.Of(Network), table.OriginalMilliseconds, 1e-12);
        Assert.Equal(Candidates.ToHashSet(), table.Saved.Keys.ToHashSet());
        foreach (var candidate in Candidates)
        {
            // Whatever stands around a segment costs the same on both sides.
            var after = Lossless(CandidateRewriter.Apply(Network, Chains, [PlaceholderConvs.For(Network, Chains, candidate)]));
            Assert.Equal(CountingProbe.Of(Network) - CountingProbe.Of(after), table.Saved[candidate], 1e-12);
        }
    }

    [Fact]
    public void TwoActivationsThatMeetBecomeOneAsInTheFinalNetwork()
    {
        var network = Lossless(NetworkZoo.Find("mobilenetv2-cifar").Build(new ZooOptions { Width = 0.1 }));
        var chains = ChainAnalysis.Run(network);
        var depthwise = chains[0].Sites.First(site => site.Conv is { Op: Conv { Groups: > 1 } } && site.Index > 3);
        var candidate = new Candidate.Identity(0, new Segment(depthwise.Index - 1, depthwise.Index));

        var (before, after) = CandidateContext.Of(network, chains, candidate, PlaceholderConvs.For(network, chains, candidate));

        Assert.Equal(before.Nodes.Count(node => node.Op is Clip) - 1, after.Nodes.Count(node => node.Op is Clip));
    }

    [Fact]
    public void EqualNetworksAreMeasuredOnce()
    {
        var (probe, store) = (new CountingProbe(), new MemoryTables());

        Profiler(probe, store).Run(Candidates);

        var signatures = probe.Requests.Select(request => GraphSignature.Of(request.Graph, request.Inputs)).ToList();
        Assert.Equal(signatures.Distinct().Count(), signatures.Count);
        Assert.Equal(signatures.Count, store.Saves);
        Assert.True(signatures.Count < 2 * Candidates.Length, $"{signatures.Count} networks for {Candidates.Length} candidates");
        Assert.All(probe.Groups, group => Assert.InRange(group, 1, 12));
        Assert.All(store.Latencies.Values, row => Assert.False(string.IsNullOrEmpty(row.Description)));
    }

    [Fact]
    public void WhatTheStoreHasIsNotMeasuredAgain()
    {
        var store = new MemoryTables();
        var first = Profiler(new CountingProbe(), store).Run(Candidates);
        var probe = new CountingProbe();

        var second = Profiler(probe, store).Run(Candidates);

        Assert.Empty(probe.Requests);
        Assert.Equal(first.Saved.OrderBy(pair => pair.Key.ToString()), second.Saved.OrderBy(pair => pair.Key.ToString()));
    }

    [Fact]
    public void AnInterruptedRunContinuesWhereItStopped()
    {
        var store = new MemoryTables();
        using var source = new CancellationTokenSource();
        var stopping = new StepProgress(step =>
        {
            if (step.Done > 0)
            {
                source.Cancel();
            }
        });
        var probe = new CountingProbe
        {
            Distort = (_, time) => source.IsCancellationRequested ? throw new OperationCanceledException() : time,
        };
        Assert.Throws<OperationCanceledException>(() => Profiler(probe, store).Run(Candidates, stopping, source.Token));
        var finished = store.Saves;
        var rest = new CountingProbe();

        Profiler(rest, store).Run(Candidates);

        Assert.Equal(12, finished);
        Assert.Equal(store.Latencies.Count, store.Saves);
        Assert.Equal(store.Saves - finished, rest.Requests.Count);
    }

    [Fact]
    public void AnotherMachineMeasuresForItself()
    {
        var store = new MemoryTables();
        Profiler(new CountingProbe(), store).Run(Candidates);
        var probe = new CountingProbe { Machine = new("imagined", "cpu", "none", 2, "all") };

        var table = Profiler(probe, store).Run(Candidates);

        Assert.Equal(store.Saves, 2 * probe.Requests.Count);
        Assert.Equal(probe.Machine, table.Machine);
    }

    [Fact]
    public void ADryRunCountsWhatIsMissing()
    {
        var (probe, store) = (new CountingProbe(), new MemoryTables());
        var (missing, distinct) = Profiler(probe, store).Count(Candidates);
        Assert.Empty(probe.Requests);
        Assert.Equal(distinct, missing);

        Profiler(probe, store).Run(Candidates);

        // The whole network is measured besides.
        Assert.Equal(distinct + 1, probe.Requests.Count);
        Assert.Equal((0, distinct), Profiler(probe, store).Count(Candidates));
    }

    [Fact]
    public void ProgressEndsWithEverything()
    {
        var progress = new StepProgress();

        Profiler(new CountingProbe(), new MemoryTables()).Run(Candidates, progress);

        Assert.Equal("latency table complete", progress.Steps[^1].What);
        Assert.Equal(progress.Steps[^1].Total, progress.Steps[^1].Done);
        Assert.Equal(progress.Steps.Select(step => step.Done).Order(), progress.Steps.Select(step => step.Done));
    }

    [Fact]
    public void TheNetworksMeasuredTakeTheBatchOfTheInput()
    {
        var probe = new CountingProbe();

        new LatencyProfiler(probe, new MemoryTables(), Network, Chains, TensorGenerator.InputsOf(Network, batch: 3)).Run(Candidates);

        Assert.All(probe.Requests, request => Assert.Equal(3, Assert.Single(request.Inputs).Shape[0]));
    }

    [Theory]
    [InlineData(2, 3, "(1, 5]")]
    [InlineData(1, 3, "(0, 5]")]
    [InlineData(0, 1, "(0, 3]")]
    [InlineData(3, 5, "(1, 7]")]
    [InlineData(0, 9, "(0, 9]")]
    public void AContextIsTheNearestLegalSurrounding(int start, int end, string expected)
    {
        var around = CandidateContext.Around(Chains[0], new Segment(start, end));

        Assert.Equal(expected, around.ToString());
        Assert.True(Chains[0].IsLegal(around));
    }

    private static Graph Lossless(Graph graph) => Pipelines.Optimize.Run(graph, new PassContext(new DiagnosticSink()));

    private static LatencyProfiler Profiler(ILatencyProbe probe, ITableStore store) => new(probe, store, Network, Chains, Inputs);

    private static Graph FourBlocks()
    {
        var net = new NetworkText();
        return net.Ends(net.Head(net.Block(net.Block(net.Block(net.Block(net.Relu(net.Conv("%x", 4))))))));
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Merge;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Relax;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Passes.Tests;

/// <summary>There and back: segments in parts, and as one convolution.</summary>
public sealed class SegmentRelaxerTests
{
    private static readonly OrtExecutor Executor = new();
    private static readonly CandidateOptions Compositions = new() { Families = ["compose"], MostWork = 20 };

    /// <summary>
    /// Whatever training does to a relaxed network, merging it changes nothing, on every output: random strides, groups, dilations, uneven
    /// pads, skip connections and projections, pruned convolutions, one to three axes.
    /// </summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void MergingATrainedSegmentIsExact()
    {
        var seen = (Merged: 0, Pruned: 0, Skips: 0, Padded: 0);
        for (var seed = 1; seed <= 40; seed++)
        {
            var graph = Pipelines.Optimize.Run(GraphGenerator.Create(seed), Context());
            var chains = ChainAnalysis.Run(graph);
            foreach (var candidate in CandidatesOf(graph, chains))
            {
                var (relaxed, segments) = SegmentRelaxer.Relax(graph, chains, [candidate], Context());
                if (segments is not [var segment])
                {
                    continue;
                }

                Assert.Empty(GraphVerifier.Verify(relaxed));
                var trained = FakeTrainer.Perturbed(new RestoreNormalization().Apply(relaxed, Context()), 0.5);
                var (merged, certificates) = SegmentRelaxer.Merge(trained, segments, Context());

                Assert.True(Assert.Single(certificates).Holds);
                Assert.Equal("Conv", merged.ProducerOf(segment.Target)!.Op.OpType);
                Assert.Same(segment.Input, merged.ProducerOf(segment.Target)!.Inputs[0]);
                Assert.Empty(GraphVerifier.Verify(merged));
                var report = new EquivalenceCheck(Executor).Compare(trained, merged, new RandomInputs { Batch = 2 }.For(graph));
                var chain = chains[candidate.Chain];
                Assert.True(report.Passed, $"seed {seed}, {CandidateText.Of(chain, candidate)}: {string.Join('\n', report.Failures)}");
                seen.Merged++;
                seen.Pruned += candidate.Pruned.Count > 0 ? 1 : 0;
                seen.Skips += chain.SpansOf(candidate.Segment).Any() ? 1 : 0;
                seen.Padded += relaxed.Nodes.Any(node => node.Op is Pad) ? 1 : 0;
            }
        }

        Assert.True(seen is { Merged: > 30, Pruned: > 5, Skips: > 10, Padded: > 5 }, $"{seen}");
    }

    /// <summary>The same function as the composition that is made without training.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void TheRelaxedNetworkIsWhatACompositionComputes()
    {
        var compared = 0;
        for (var seed = 1; seed <= 60; seed++)
        {
            var graph = Pipelines.Optimize.Run(GraphGenerator.Create(seed), Context());
            var chains = ChainAnalysis.Run(graph);
            foreach (var candidate in CandidatesOf(graph, chains))
            {
                var (relaxed, segments) = SegmentRelaxer.Relax(graph, chains, [candidate], Context());
                var composed = SegmentComposer.Compose(graph, chains[candidate.Chain], candidate);

                // Where zeros inside do no harm yet, the composition keeps the borders; the relaxed network does not rely on that.
                if (segments.IsEmpty || composed is null
                    || SegmentMap.Of(graph, chains[candidate.Chain], candidate.Segment, candidate.Pruned).Map!.Compose().Kernel is not null)
                {
                    continue;
                }

                var direct = CandidateRewriter.Apply(graph, chains, [composed]);
                var inputs = TensorGenerator.InputsOf(graph);
                Assert.All(
                    Executor.Run(relaxed, inputs.AsSpan()).Zip(Executor.Run(direct, inputs.AsSpan())),
                    pair => Assert.All(pair.First.ToDoubles().Zip(pair.Second.ToDoubles()), numbers =>
                        Assert.Equal(numbers.First, numbers.Second, 1e-3 * (1 + Math.Abs(numbers.First)))));
                compared++;
            }
        }

        Assert.InRange(compared, 20, int.MaxValue);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ABlockWithStrideAndProjectionMergesWithItsNeighbors()
    {
        var net = new NetworkText(extent: 13);
        var graph = net.Ends(net.Relu(net.Conv(net.Block(net.Transition(net.Relu(net.Conv("%x", 4)), 6)), 5)));
        var chains = ChainAnalysis.Run(graph);
        var candidate = new Candidate.Compose(0, new(0, 6), [5]);

        var (relaxed, segments) = SegmentRelaxer.Relax(graph, chains, [candidate], Context());
        var (merged, _) = SegmentRelaxer.Merge(relaxed, segments, Context());

        Assert.Equal(["Conv", "Relu"], merged.Nodes.Select(node => node.Op.OpType));
        // 1 of the first, 1 of the strided one, and 2 · 3 of those behind it; the pruned one needs none.
        var front = Assert.Single(relaxed.Nodes, node => node.Inputs[0] == relaxed.Inputs[0]);
        Assert.Equal([8, 8, 8, 8], ((Conv)front.Op).Window.Pads);
        Assert.True(new EquivalenceCheck(Executor).Compare(relaxed, merged, new RandomInputs { Batch = 2 }.For(graph)).Passed);
    }

    /// <summary>Two segments of one chain, back to back, and a third candidate beside them.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void SegmentsStandSideBySide()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Block(net.Block(net.Relu(net.Conv("%x", 4)))))));
        var chains = ChainAnalysis.Run(graph);

        var (relaxed, segments) = SegmentRelaxer.Relax(
            graph, chains, [new Candidate.Compose(0, new(0, 3), []), new Candidate.Compose(0, new(3, 5), [])], Context());
        var (merged, certificates) = SegmentRelaxer.Merge(relaxed, segments, Context());

        Assert.Equal(2, certificates.Length);
        Assert.Equal(
            ["Conv", "Relu", "Conv", "Relu", "Conv", "Relu", "Conv", "Add", "Relu"],
            merged.Nodes.Take(9).Select(node => node.Op.OpType));
        Assert.True(new EquivalenceCheck(Executor).Compare(relaxed, merged, new RandomInputs { Batch = 2 }.For(graph)).Passed);
    }

    /// <summary>Activations that come and go where segments end: the merged networks are those that the composition makes.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void ActivationsAtTheEndComeAndGo()
    {
        var net = new NetworkText();
        var inner = net.Relu(net.Conv(net.Relu(net.Conv("%x", 4, pad: 0)), 4, pad: 0));
        var graph = net.Ends(net.Head(net.Relu(net.Conv(net.Add(net.Conv(net.Relu(net.Conv(inner, 4)), 4), inner), 5, pad: 0))));
        var chains = ChainAnalysis.Run(graph);
        Candidate.Compose[] candidates =
        [
            new(0, new(0, 2), []) { End = EndActivation.Dropped },
            new(0, new(2, 4), []) { End = EndActivation.Added },
            new(0, new(3, 4), []) { End = EndActivation.Added },
            new(0, new(2, 4), [3, 4]),
            new(0, new(2, 5), [3, 4]),
        ];
        foreach (var candidate in candidates)
        {
            var (relaxed, segments) = SegmentRelaxer.Relax(graph, chains, [candidate], Context());
            var (merged, _) = SegmentRelaxer.Merge(relaxed, segments, Context());
            var composed = CandidateRewriter.Apply(graph, chains, [SegmentComposer.Compose(graph, chains[0], candidate)!]);

            Assert.Single(segments);
            Assert.Empty(GraphVerifier.Verify(merged));
            Assert.Equal(composed.Nodes.Count(node => node.Op is Relu), merged.Nodes.Count(node => node.Op is Relu));
            Assert.Equal(composed.Nodes.Count(node => node.Op is Conv), merged.Nodes.Count(node => node.Op is Conv));
            var inputs = TensorGenerator.InputsOf(graph);
            Assert.All(
                Executor.Run(merged, inputs.AsSpan())[0].ToDoubles().Zip(Executor.Run(composed, inputs.AsSpan())[0].ToDoubles()),
                pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    private static PassContext Context() => new(new DiagnosticSink(), Executor);

    /// <summary>What the enumerator proposes, and for each segment a variant that prunes what can be pruned.</summary>
    private static IEnumerable<Candidate.Compose> CandidatesOf(Graph graph, ImmutableArray<LayerChain> chains)
    {
        // Three axes take most of the time and show least.
        var isCostly = graph.TypeOf(graph.Inputs[0])!.Shape.Count > 4;
        foreach (var candidate in new CandidateEnumerator(graph, Compositions).Enumerate(chains).OfType<Candidate.Compose>()
            .Where(candidate => !isCostly || candidate.Segment.Start == 0))
        {
            yield return candidate;
            var sites = chains[candidate.Chain].SitesOf(candidate.Segment).Skip(1);
            if (sites.FirstOrDefault(site => graph.TypeOf(site.Input) == graph.TypeOf(site.Tail.Linear)) is { } same)
            {
                yield return candidate with { Pruned = [same.Index] };
            }
        }
    }
}

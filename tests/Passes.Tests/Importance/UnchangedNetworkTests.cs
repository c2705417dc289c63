using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>Changes are changes against something: without a figure of the unchanged network there is no table.</summary>
public sealed class UnchangedNetworkTests
{
    [NeedsFact(Need.OnnxRuntime)]
    public void AMeasureThatIsNoNumberForTheUnchangedNetworkIsRefused()
    {
        var net = new NetworkText();
        var graph = net.Ends(net.Head(net.Block(net.Relu(net.Conv("%x", 4)))));
        var chains = ChainAnalysis.Run(graph);
        var candidates = new CandidateEnumerator(graph, new()).Enumerate(chains);
        var store = new MemoryTables();
        var request = new ImportanceRequest
        {
            Graph = graph,
            Chains = chains,
            ModelDigest = "digest",
            Calibration = Samples.Of(graph, 1),
            Evaluation = Samples.Of(graph, 2),
            Metric = new NoNumber(),
        };

        var refusal = Assert.Throws<DiagnosticException>(() => new ImportanceEstimator(new CountingExecutor(), store, request).Run(candidates)).Diagnostic;

        Assert.Equal(("DC3203", "no-number of the unchanged network is not a number"), (refusal.Descriptor.Code, refusal.Message));
        Assert.Equal(0, store.Saves);
    }

    private sealed class NoNumber : IQualityMetric
    {
        public string Name => "no-number";

        public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch) =>
            [.. Enumerable.Repeat(double.NaN, batch.Count)];
    }
}

using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>The importance table: right, complete, resumable.</summary>
public sealed class ImportanceEstimatorTests
{
    private static readonly Graph Network = TwoBlocks();
    private static readonly ImmutableArray<LayerChain> Chains = ChainAnalysis.Run(Network);
    private static readonly ImmutableArray<Candidate> Candidates =
        new CandidateEnumerator(Network, new() { Families = CandidateOptions.AllFamilies, Kernels = [1, 3], RankAlign = 2, Ranks = [0.5] }).Enumerate(Chains);

    private static readonly ImportanceRequest Request = new()
    {
        Graph = Network,
        Chains = Chains,
        ModelDigest = "digest",
        Calibration = Samples.Of(Network, 1),
        Evaluation = Samples.Of(Network, 2),
        Metric = new NegativeSquaredError(),
    };

    [NeedsFact(Need.OnnxRuntime)]
    public void EveryCandidateHasARowThatIsInTheStore()
    {
        var store = new MemoryTables();
        var estimator = new ImportanceEstimator(new CountingExecutor(), store, Request);
        var progress = new StepProgress();

        var rows = estimator.Run(Candidates, progress);

        Assert.Equal(Candidates.Length, rows.Count);
        Assert.Equal(Candidates.Length, store.Saves);
        Assert.All(Candidates, candidate => Assert.Same(store.Find(estimator.KeyOf(candidate)), rows[candidate]));
        Assert.All(rows, row =>
        {
            Assert.Null(row.Value.Failure);
            Assert.True(row.Value.Change < 0, row.Value.Key.Candidate);
            Assert.Equal(row.Key is not (Candidate.Identity or Candidate.Compose), row.Value.FitError is not null);
        });
        Assert.Equal("fit 3x3 conv2 .. conv3", rows[new Candidate.Fit(0, new(1, 3), [3, 3])].Key.Candidate);
        Assert.Equal(
            ("digest", "negative-squared-error", "random 1 n=32; random 2 n=32; lambda=0.0001 samples=40 seed=0"),
            rows.First().Value.Key is var key ? (key.Model, key.Metric, key.Data) : default);
        Assert.Equal(Candidates.Length, progress.Steps[^1].Done);
        Assert.All(progress.Steps, step => Assert.Equal(Candidates.Length, step.Total));
    }

    /// <summary>Parts of the network are cut out and shared on the way; the whole, run at once, must say the same.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void AChangeIsThatOfTheWholeNetwork()
    {
        var executor = new CountingExecutor();
        var rows = new ImportanceEstimator(executor, new MemoryTables(), Request).Run(Candidates);

        foreach (var candidate in Candidates.Where(candidate => candidate is not (Candidate.Rank or Candidate.Thin)).Where((_, index) => index % 4 == 0)
            .Concat([new Candidate.Absorb(0, new(1, 5), new(3, 5)), new Candidate.Rank(0, new(1, 3), [3, 3], 2), new Candidate.Thin(0, new(1, 3), 2)]))
        {
            var fitter = new SegmentFitter(executor, Network, Chains[0], Request.Fit);
            var realization = candidate is Candidate.Compose compose
                ? SegmentComposer.Compose(Network, Chains[0], compose)!
                : fitter.Fit([candidate], new ActivationCursor(executor, Network, Request.Calibration))[0];
            var changed = CandidateRewriter.Apply(Network, Chains, [realization]);
            var scores = Request.Evaluation.Batches.SelectMany(batch =>
                Request.Metric.Score(executor.Run(changed, batch.Inputs.AsSpan()), executor.Run(Network, batch.Inputs.AsSpan()), batch));

            Assert.Equal(scores.Average(), rows[candidate].Change, 0.05 * Math.Abs(rows[candidate].Change));
        }
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatTheStoreHasIsNotComputedAgain()
    {
        var store = new MemoryTables();
        var first = new ImportanceEstimator(new CountingExecutor(), store, Request).Run(Candidates);
        var executor = new CountingExecutor();

        var second = new ImportanceEstimator(executor, store, Request).Run(Candidates);

        Assert.Equal(0, executor.Opened);
        Assert.Equal(Candidates.Length, store.Saves);
        Assert.All(Candidates, candidate => Assert.Same(first[candidate], second[candidate]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnInterruptedRunContinuesWhereItStopped()
    {
        var store = new MemoryTables();
        using var source = new CancellationTokenSource();
        var interrupting = new StepProgress(step =>
        {
            if (step.Done == 5)
            {
                source.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(
            () => new ImportanceEstimator(new CountingExecutor(), store, Request).Run(Candidates, interrupting, source.Token));
        Assert.Equal(5, store.Saves);
        var finished = store.Importances.Values.ToHashSet();

        var rows = new ImportanceEstimator(new CountingExecutor(), store, Request).Run(Candidates);

        Assert.Equal(Candidates.Length, store.Saves);
        Assert.True(finished.IsSubsetOf(rows.Values));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void OtherSettingsAreOtherRows()
    {
        var store = new MemoryTables();
        ImmutableArray<Candidate> some = [Candidates[0], Candidates[1]];
        new ImportanceEstimator(new CountingExecutor(), store, Request).Run(some);

        new ImportanceEstimator(new CountingExecutor(), store, Request with { Fit = new() { Lambda = 0.01 } }).Run(some);
        new ImportanceEstimator(new CountingExecutor(), store, Request with { ModelDigest = "another" }).Run(some);
        new ImportanceEstimator(new CountingExecutor(), store, Request with { Evaluation = Samples.Of(Network, 3) }).Run(some);

        Assert.Equal(8, store.Saves);
        Assert.Equal(8, store.Importances.Count);
    }

    /// <summary>Of one segment a smaller kernel that saves less than a larger one and fits worse need not be looked at.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void DominatedCandidatesAreRecordedWithTheReason()
    {
        var (small, large) = (new Candidate.Fit(0, new(1, 3), [1, 1]), new Candidate.Fit(0, new(1, 3), [3, 3]));
        var store = new MemoryTables();

        var rows = new ImportanceEstimator(
            new CountingExecutor(), store, Request with { Saved = new Dictionary<Candidate, double> { [small] = 1, [large] = 2 } })
            .Run([small, large]);

        Assert.Equal("'fit 3x3 conv2 .. conv3' saves as much and fits better", rows[small].Failure);
        Assert.True(rows[small].FitError > rows[large].FitError);
        Assert.Null(rows[large].Failure);
        Assert.Equal(2, store.Saves);
        Assert.Equal([large], ImportanceView.Measured.Worth(rows).Keys);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhoSavesMoreIsNotDominated()
    {
        var (small, large) = (new Candidate.Fit(0, new(1, 3), [1, 1]), new Candidate.Fit(0, new(1, 3), [3, 3]));

        var rows = new ImportanceEstimator(
            new CountingExecutor(), new MemoryTables(),
                Request with { Saved = new Dictionary<Candidate, double> { [small] = 3, [large] = 2 } }).Run([small, large]);

        Assert.All(rows.Values, row => Assert.Null(row.Failure));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void FitErrorsAloneStandUnderTheirOwnName()
    {
        var (identity, fit) = (new Candidate.Identity(0, new(1, 3)), new Candidate.Fit(0, new(1, 3), [3, 3]));

        var rows = new ImportanceEstimator(new CountingExecutor(), new MemoryTables(), Request with { FitErrorOnly = true }).Run([identity, fit]);

        Assert.All(rows.Values, row => Assert.Equal("fit-error", row.Key.Metric));
        Assert.InRange(rows[fit].FitError!.Value, 0.001, 1);
        Assert.Equal(-rows[fit].FitError, rows[fit].Change);
        Assert.Equal("nothing was solved for, so there is no fit error", rows[identity].Failure);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void WhatIsNotANumberIsAFailure()
    {
        var rows = new ImportanceEstimator(new CountingExecutor(), new MemoryTables(), Request with { Metric = new Broken() })
            .Run([Candidates[0]]);

        Assert.Equal("the result is not a number", rows[Candidates[0]].Failure);
        Assert.Empty(ImportanceView.Measured.Worth(rows));
    }

    [Fact]
    public void ViewsTurnRowsIntoWorths()
    {
        var (good, bad, unfitted, failed) = (Candidates[0], Candidates[1], Candidates[2], Candidates[3]);
        var rows = new Dictionary<Candidate, ImportanceRow>
        {
            [good] = Row(0.5, 0.25),
            [bad] = Row(-16, 0.75),
            [unfitted] = Row(-1, null),
            [failed] = Row(0, 0.1, "failed"),
        };

        Assert.Equal([(good, 0.5), (bad, -16.0), (unfitted, -1.0)], Worths(ImportanceView.Measured));
        Assert.Equal([(good, 0.0), (bad, -8.0), (unfitted, -1.0)], Worths(ImportanceView.Repairable));
        Assert.Equal([(good, -0.25), (bad, -0.75)], Worths(ImportanceView.FitError));

        IEnumerable<(Candidate, double)> Worths(ImportanceView view) =>
            view.Worth(rows).OrderBy(pair => Candidates.IndexOf(pair.Key)).Select(pair => (pair.Key, Math.Round(pair.Value, 12) + 0.0));

        static ImportanceRow Row(double change, double? error, string? failure = null) =>
            new(new ImportanceKey("m", "c", "q", "d"), change, error, 0, DateTimeOffset.UnixEpoch, failure);
    }

    private sealed class Broken : IQualityMetric
    {
        public string Name => "broken";

        public double[] Score(ImmutableArray<Tensor> outputs, ImmutableArray<Tensor> reference, CalibrationBatch batch) =>
            [.. Enumerable.Repeat(outputs[0].ContentEquals(reference[0]) ? 0 : double.NaN, batch.Count)];
    }

    private static Graph TwoBlocks()
    {
        var net = new NetworkText();
        return net.Ends(net.Head(net.Block(net.Block(net.Relu(net.Conv("%x", 4))))));
    }
}

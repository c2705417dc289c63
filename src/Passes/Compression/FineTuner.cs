using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Relax;

namespace DepthCompress.Passes.Compression;

/// <summary>
/// Trains a compressed network with the original for its teacher: relax, put normalization back, train, merge, fold, prove. What is
/// composed is trained in parts, as the published methods do; what is fitted, absorbed or dropped is trained as the small network it is.
/// </summary>
/// <exception cref="DiagnosticException">There are no training data.</exception>
public sealed class FineTuner(IGraphExecutor executor, ITrainer trainer, FineTune options, CompressionData data)
{
    /// <summary>
    /// What ships sums otherwise than what was trained: a merged kernel gathers the products of all its parts in one sum, and kernels that
    /// are zero are left out of sums. Both round differently, more than a fold does; that the right weights are summed is certified.
    /// </summary>
    private const double RoundingFactor = 4;

    private readonly ITrainingData training = data.Training ?? throw DiagnosticCatalog.NoTrainingData.Error(null);

    /// <summary>How regressions are set up.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Measures time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Weights of which parts stay zero while the network trains; see <see cref="TrainingRequest.Masks"/>.</summary>
    public IReadOnlyDictionary<Value, Tensor> Masks { get; init; } = ImmutableDictionary<Value, Tensor>.Empty;

    /// <summary>What is made of the trained network; it must compute the same. Null: <see cref="Pipelines.Optimize"/>.</summary>
    public Func<Graph, Graph>? Finish { get; init; }

    /// <summary>What fit and training are compared by: the measure that is reported, where the samples have what it needs.</summary>
    private IQualityMetric Metric => data.Validation.Batches.All(batch => batch.Labels is not null || batch.Target is not null)
        ? data.QualityMetrics[0]
        : data.SelectionMetric;

    /// <summary>Trains a network as it is, with itself as it was for its teacher.</summary>
    /// <param name="network">Normalization folded or not.</param>
    /// <param name="progress">Told of training steps.</param>
    /// <param name="cancellation">Stops between steps; a checkpoint keeps what is finished.</param>
    /// <exception cref="DiagnosticException">The network or the data cannot be trained with.</exception>
    public FineTuneResult Run(Graph network, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(network, [], [], network, progress, cancellation);

    /// <summary>Trains what a plan makes of a network.</summary>
    /// <param name="network">The original, normalization folded; the teacher.</param>
    /// <param name="chains">Its chains.</param>
    /// <param name="chosen">The candidates of the plan.</param>
    /// <param name="fitted">What <see cref="PlanRealizer"/> made of them; the result where training does not improve on it.</param>
    /// <param name="progress">Told of training steps.</param>
    /// <param name="cancellation">Stops between steps; a checkpoint keeps what is finished.</param>
    /// <exception cref="DiagnosticException">The network or the data cannot be trained with, or a merge is not proved.</exception>
    public FineTuneResult Run(
        Graph network,
        ImmutableArray<LayerChain> chains,
        ImmutableArray<Candidate> chosen,
        Graph fitted,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var context = new PassContext(new DiagnosticSink(), executor, cancellation);
        var (start, segments) = Start(network, chains, chosen, fitted, progress, context);
        var request = RequestFor(network, MatchedFeatures.Of(network, start, chains, chosen, options.Features), cancellation);
        var steps = new StepClock(trainer, Time).StepsFor(options.Budget, start, request, cancellation);
        request = request with { Recipe = options.Recipe(steps) };
        var began = Time.GetTimestamp();
        var trained = trainer.Train(start, request, Reporting(progress), cancellation);
        var seconds = Time.GetElapsedTime(began).TotalSeconds;
        var (merged, merges) = SegmentRelaxer.Merge(trained.Graph, segments, context);
        merged = Finish is null ? Pipelines.Optimize.Run(merged, context) : Finish(merged);
        return Judged(network, fitted, trained, merged, merges, cancellation) with
        {
            BatchSize = request.Recipe.BatchSize,
            Seconds = seconds,
            SamplesPerSecond = trained.SamplesPerSecond,
        };
    }

    /// <summary>The network that training begins with, and the segments in it that are to be merged afterwards.</summary>
    private (Graph Graph, ImmutableArray<RelaxedSegment> Segments) Start(
        Graph network,
        ImmutableArray<LayerChain> chains,
        ImmutableArray<Candidate> chosen,
        Graph fitted,
        IProgress<RunProgress>? progress,
        PassContext context)
    {
        var (start, segments) = chosen.Any(candidate => candidate is Candidate.Compose)
            ? new PlanRealizer(executor, Fit).Relax(network, chains, chosen, data.Refit, progress, context)
            : (fitted, []);

        // Normalization that is put in now has no masks: it would bring channels back that are gone.
        return (Masks.Count == 0 && options.Restores(start) ? new RestoreNormalization { Calibration = data.Refit }.Apply(start, context) : start, segments);
    }

    private TrainingRequest RequestFor(Graph teacher, ImmutableArray<Value> features, CancellationToken cancellation)
    {
        var isRegression = options.IsRegression(data.QualityMetrics[0]);
        return new()
        {
            Data = training,
            Recipe = options.Recipe(1),
            Teacher = options.DistillationWeight <= 0 && features.IsEmpty ? null : new Distillation(teacher)
            {
                Weight = HasTruth(isRegression, cancellation) ? options.DistillationWeight : 1,
                Temperature = options.Temperature,
                Regression = isRegression,
                Features = [.. features.Select(value => (value, value))],
                FeatureWeight = options.FeatureWeight,
            },
            Validation = data.Validation,
            Metric = Metric,
            Masks = Masks,
            Checkpoint = options.Checkpoint,
        };
    }

    /// <summary>Whether the samples say what is right; where they do not, the teacher is all there is.</summary>
    private bool HasTruth(bool isRegression, CancellationToken cancellation) =>
        training.From(0, 1, 1, cancellation).First() is var sample
        && (isRegression ? sample.Target is not null : sample.Labels is not null);

    /// <summary>Training must not end below where it began, and what ships must be what was trained.</summary>
    private FineTuneResult Judged(
        Graph network,
        Graph fitted,
        TrainingResult trained,
        Graph merged,
        ImmutableArray<Verification.MergeCertificate> merges,
        CancellationToken cancellation)
    {
        var proof = new EquivalenceCheck(executor) { Cancellation = cancellation, Factor = RoundingFactor }
            .Compare(trained.Graph, merged, data.Validation.Batches[0].Inputs);
        var scores = Evaluation.Run(executor, [network, fitted, merged], data.Validation.Batches, [Metric], null, cancellation);
        var selection = (Metric.Name, Fit: scores.Of(1, 0).Value, Trained: scores.Of(2, 0).Value);
        var whyNot = !proof.Passed ? "the merged network does not compute what the trained one does"
            : selection.Trained >= selection.Fit ? null
            : FormattableString.Invariant($"on the validation set {Metric.Name} is {selection.Trained:0.####} after the training and was ")
                + FormattableString.Invariant($"{selection.Fit:0.####} before it; more steps may help");
        return new FineTuneResult
        {
            Graph = whyNot is null ? merged : fitted,
            WhyNotKept = whyNot,
            Steps = trained.Steps,
            Loss = trained.Loss,
            StoppedEarly = trained.StoppedEarly,
            Validations = trained.Validations,
            Selection = selection,
            Proof = proof,
            Merges = merges,
        };
    }

    private static DirectProgress<TrainingProgress> Reporting(IProgress<RunProgress>? progress) => new(step =>
    {
        var measure = step.Metric is { } metric ? FormattableString.Invariant($", measure {metric:0.0000}") : "";
        var what = FormattableString.Invariant($"loss {step.Loss:0.000}{measure}, {step.SamplesPerSecond:0} samples/s");
        progress?.Report(new RunProgress((int)step.Step, (int)step.Steps, what));
    });
}
